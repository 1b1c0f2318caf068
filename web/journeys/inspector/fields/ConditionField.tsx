import type { Condition } from '@cairn/rules/contracts/condition.js';
import { Input } from '@mantine/core';

import { ConditionBuilder } from '../../../segments/ConditionBuilder.js';

interface ConditionFieldProps {
  label: string;
  value: Condition;
  /** `trigger`: may ask about the event that started the run. */
  context: 'person' | 'trigger';
  onChange(value: Condition): void;
}

/** The segment builder, under a label of its own. */
export function ConditionField({ label, value, context, onChange }: ConditionFieldProps) {
  return (
    <Input.Wrapper label={label} labelElement="div">
      <ConditionBuilder value={value} context={context} label={label} onChange={onChange} />
    </Input.Wrapper>
  );
}
