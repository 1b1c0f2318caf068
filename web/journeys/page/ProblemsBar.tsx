import { Collapse, UnstyledButton } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle, IconChevronDown, IconChevronUp, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { stepById, triggerId } from '../model/ports.js';
import { title } from '../model/summary.js';
import { usePhrase } from '../usePhrase.js';
import { useDefinition, useEditor } from './EditorContext.js';
import styles from './JourneyPage.module.css';
import type { JourneyProblem } from './problems.js';
import { useProblemText } from './useProblemText.js';

interface ProblemsBarProps {
  opened: boolean;
  onToggle(): void;
  onOpen(problem: JourneyProblem): void;
}

/** All problems, at the bottom. F8 walks them. */
export function ProblemsBar({ opened, onToggle, onOpen }: ProblemsBarProps) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const text = useProblemText();
  const definition = useDefinition();
  const { problems } = useEditor();
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  if (problems.length === 0) {
    return (
      <div className={styles.problemsBar} data-tone="success">
        <IconCircleCheck size={16} stroke={1.5} aria-hidden /> {t('problems.none')}
      </div>
    );
  }
  return (
    <section className={styles.problems} aria-label={t('problems.title', { count: problems.length })}>
      <UnstyledButton className={styles.problemsBar} data-tone={errors > 0 ? 'danger' : 'warning'} aria-expanded={opened} onClick={onToggle}>
        {errors > 0 ? <IconAlertCircle size={16} stroke={1.5} aria-hidden /> : <IconAlertTriangle size={16} stroke={1.5} aria-hidden />}
        {t('problems.title', { count: problems.length })}
        <span className={styles.problemsHint}>{errors > 0 ? t('problems.blocks') : t('problems.warnOnly')}</span>
        {opened ? <IconChevronDown size={16} aria-hidden /> : <IconChevronUp size={16} aria-hidden />}
      </UnstyledButton>
      <Collapse expanded={opened}>
        <ul className={styles.problemRows}>
          {problems.map((problem) => {
            const step = stepById(definition, problem.stepId ?? triggerId);
            return (
              <li key={`${problem.path} ${problem.code}`}>
                <UnstyledButton className={styles.problemRow} data-severity={problem.severity} onClick={() => onOpen(problem)}>
                  {problem.severity === 'error' ? (
                    <IconAlertCircle size={16} stroke={1.5} aria-hidden />
                  ) : (
                    <IconAlertTriangle size={16} stroke={1.5} aria-hidden />
                  )}
                  <strong>{step ? say(title(step)) : t('type.trigger')}</strong>
                  <span>{text(problem)}</span>
                </UnstyledButton>
              </li>
            );
          })}
        </ul>
      </Collapse>
    </section>
  );
}
