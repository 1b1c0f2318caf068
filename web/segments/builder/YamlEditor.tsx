import type { Condition, NamedConditions } from '@cairn/rules/contracts/condition.js';
import type { Problem } from '@cairn/rules/contracts/facts.js';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Page } from '../../api/client.js';
import { conditionsPath, namedAmong, type SharedConditionItem } from '../../api/conditions.js';
import { useGet } from '../../api/query.js';
import { BlockSkeleton } from '../../ui/skeletons.js';
import type { ConditionContext } from '../model/clauses.js';
import classes from './Builder.module.css';
import { useProblemText } from './useProblemText.js';

const CodeEditor = lazy(async () => ({ default: (await import('../../messages/CodeEditor.js')).CodeEditor }));

interface YamlEditorProps {
  /** As the rows have it. */
  text: string;
  onText: (text: string) => void;
  /** With every text that is a condition without a fault. */
  onChange: (condition: Condition) => void;
  context: ConditionContext;
}

/** The condition as the file has it. Half-typed text stays; only what is a condition without a fault is taken over. */
export function YamlEditor({ text, onText, onChange, context }: YamlEditorProps) {
  const { t } = useTranslation('segments');
  const textOf = useProblemText();
  const shared = namedAmong(useGet<Page<SharedConditionItem>>(conditionsPath).data?.items);
  const [problems, setProblems] = useState<Problem[]>([]);
  const change = async (next: string): Promise<void> => {
    onText(next);
    const read = await readCondition(next, context, shared);
    setProblems('problems' in read ? read.problems : []);
    if ('condition' in read) onChange(read.condition);
  };
  return (
    <div className={classes.yaml}>
      <Suspense fallback={<BlockSkeleton lines={6} />}>
        <CodeEditor label={t('builder.yaml')} value={text} onChange={(next) => void change(next)} height="auto" />
      </Suspense>
      {problems.length > 0 && (
        <div role="status">
          <p className={classes.yamlKept}>{t('builder.yamlKept')}</p>
          <ul className={classes.problems}>
            {problems.slice(0, 5).map((problem) => (
              <li key={`${problem.path}/${problem.code}`}>
                <span>{problem.path === '' ? textOf(problem) : t('builder.problemAt', { place: problem.path, problem: textOf(problem) })}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** The parser and the validator are loaded when somebody types here. */
async function readCondition(
  text: string,
  context: ConditionContext,
  conditions: NamedConditions,
): Promise<{ condition: Condition } | { problems: Problem[] }> {
  const [{ fromYaml }, { validateCondition }] = await Promise.all([import('@cairn/rules/files/definition-yaml.js'), import('@cairn/rules/engine/validate.js')]);
  const read = fromYaml(text);
  if ('problems' in read) return read;
  const problems = validateCondition(read.definition, { allowTrigger: context === 'trigger', conditions });
  return problems.length > 0 ? { problems } : { condition: read.definition as unknown as Condition };
}

export async function yamlOf(condition: Condition): Promise<string> {
  const { toYaml } = await import('@cairn/rules/files/definition-yaml.js');
  return toYaml(condition as never);
}
