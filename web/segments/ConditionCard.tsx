import type { Condition } from '@cairn/rules/contracts/condition.js';

import { useSession } from '../api/session.js';
import { Card } from '../ui/Card.js';
import { ConditionBuilder } from './ConditionBuilder.js';
import { ConditionSentence } from './ConditionSentence.js';
import { isComplete } from './model/query.js';
import classes from './Segments.module.css';

interface ConditionFieldsProps {
  label: string;
  condition: Condition;
  onChange: (condition: Condition) => void;
  /** Under which a half-made one is kept, in this workspace; none: it is not. */
  keptAs?: string;
  /** How many people each clause alone leaves is counted. */
  counts?: boolean;
}

/** A condition to build, and in words as soon as it says something. */
export function ConditionFields({ label, condition, onChange, keptAs, counts = false }: ConditionFieldsProps) {
  const { workspace } = useSession();
  return (
    <>
      {isComplete(condition) && (
        <p className={classes.said} aria-live="polite">
          <ConditionSentence condition={condition} linked />
        </p>
      )}
      <ConditionBuilder
        value={condition}
        onChange={onChange}
        label={label}
        {...(keptAs !== undefined && { keptAs: `${workspace.id}/${keptAs}` })}
        counts={counts}
      />
    </>
  );
}

export function ConditionCard(props: ConditionFieldsProps) {
  return (
    <Card title={props.label}>
      <ConditionFields {...props} />
    </Card>
  );
}
