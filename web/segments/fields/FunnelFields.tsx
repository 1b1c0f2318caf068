import type { Clause, FunnelClause, FunnelStep } from '@cairn/rules/contracts/condition.js';
import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { movedSteps, stepKindOf, withStepKind } from '../model/funnel.js';
import { DetailField, DetailsMenu } from './Details.js';
import classes from './Fields.module.css';
import { EventInput, PropertyInput, withWindow } from './NameInputs.js';
import { type NameOf, within } from './names.js';
import { WhereTree } from './WhereTree.js';
import { DurationFields, WindowFields } from './WindowFields.js';

const mostSteps = 8;

interface FunnelFieldsProps {
  clause: FunnelClause;
  onChange: (clause: Clause) => void;
  nameOf: NameOf;
}

/** Steps in their order: did this, then that within a time, then did not do a third. */
export function FunnelFields({ clause, onChange, nameOf }: FunnelFieldsProps) {
  const { t } = useTranslation('segments');
  const { params } = clause;
  const { by, steps } = params;
  const { by: _by, ...withoutBy } = params;
  const setSteps = (next: FunnelStep[]): void => onChange({ ...clause, params: { ...params, steps: next } });
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('operator')}
        value={String(clause.value)}
        data={[
          { value: 'true', label: t('builder.funnel.did') },
          { value: 'false', label: t('builder.funnel.didNot') },
        ]}
        onChange={(event) => onChange({ ...clause, value: event.currentTarget.value === 'true' })}
      />
      <WindowFields value={params.within} onChange={(window) => onChange({ ...clause, params: withWindow(params, window) })} nameOf={nameOf} />
      {by !== undefined && (
        <DetailField word={t('builder.word.sameBy')} removeLabel={nameOf('removeBy')} onRemove={() => onChange({ ...clause, params: withoutBy })}>
          <PropertyInput label={nameOf('by')} value={by} event={steps[0]?.name} onChange={(next) => onChange({ ...clause, params: { ...params, by: next } })} />
        </DetailField>
      )}
      <ol className={classes.steps}>
        {steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity of their own; they are edited in place
          <li key={at} className={classes.step}>
            <StepFields steps={steps} at={at} step={step} onChange={setSteps} nameOf={nameOf} />
          </li>
        ))}
      </ol>
      <div className={classes.adds}>
        {steps.length < mostSteps && (
          <Button size="xs" variant="subtle" leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setSteps([...steps, { name: '' }])}>
            {t('builder.addStep')}
          </Button>
        )}
        <DetailsMenu
          nameOf={nameOf}
          details={[by === undefined && { label: t('builder.detail.by'), add: () => onChange({ ...clause, params: { ...params, by: '' } }) }]}
        />
      </div>
    </>
  );
}

interface StepFieldsProps {
  steps: FunnelStep[];
  at: number;
  step: FunnelStep;
  onChange: (steps: FunnelStep[]) => void;
  nameOf: NameOf;
}

function StepFields({ steps, at, step, onChange, nameOf }: StepFieldsProps) {
  const { t } = useTranslation('segments');
  const named = within(nameOf, t('builder.innerStep', { n: at + 1, total: steps.length }), (places) => t('builder.placeIn', places));
  const set = (next: FunnelStep): void => onChange(steps.with(at, next));
  const { where: _where, ...withoutWhere } = step;
  const move = (by: -1 | 1) => (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={28}
      aria-label={named(by === -1 ? 'moveUp' : 'moveDown')}
      onClick={() => onChange(movedSteps(steps, at, by))}
    >
      {by === -1 ? <IconArrowUp size={16} stroke={1.5} /> : <IconArrowDown size={16} stroke={1.5} />}
    </ActionIcon>
  );
  return (
    <div className={classes.stepRow}>
      {at === 0 ? (
        <span className={classes.word}>{t('builder.funnel.first')}</span>
      ) : (
        <NativeSelect
          size="xs"
          aria-label={named('step')}
          value={stepKindOf(step)}
          data={(['then', 'thenWithin', 'absent'] as const).map((kind) => ({ value: kind, label: t(`builder.funnel.${kind}`) }))}
          onChange={(event) => set(withStepKind(step, event.currentTarget.value as 'then'))}
        />
      )}
      <EventInput label={named('event')} value={step.name} onChange={(name) => set({ ...step, name })} />
      {step.within !== undefined && (
        <>
          <span className={classes.word}>{t('builder.word.within')}</span>
          <DurationFields value={step.within} onChange={(duration) => set({ ...step, within: duration })} nameOf={named} />
        </>
      )}
      {at > 0 && move(-1)}
      {at < steps.length - 1 && move(1)}
      {steps.length > 2 && (
        <ActionIcon variant="subtle" color="gray" size={28} aria-label={named('remove')} onClick={() => onChange(steps.toSpliced(at, 1))}>
          <IconX size={16} stroke={1.5} />
        </ActionIcon>
      )}
      <WhereTree value={step.where} event={step.name} nameOf={named} onChange={(where) => set(where === undefined ? withoutWhere : { ...step, where })} />
    </div>
  );
}
