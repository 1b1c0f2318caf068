import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react';

import type { JourneyProblem } from '../page/problems.js';
import { useProblemText } from '../page/useProblemText.js';
import styles from './Inspector.module.css';

export function ProblemList({ problems }: { problems: JourneyProblem[] }) {
  const text = useProblemText();
  if (problems.length === 0) return null;
  return (
    <ul className={styles.problems}>
      {problems.map((problem) => (
        <li key={`${problem.path} ${problem.code}`} data-severity={problem.severity}>
          {problem.severity === 'error' ? <IconAlertCircle size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
          <span>{text(problem)}</span>
        </li>
      ))}
    </ul>
  );
}
