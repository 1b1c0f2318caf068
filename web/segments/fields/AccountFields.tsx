import type { AccountClause, AccountCondition, AccountTraitClause, Clause, PeopleClause } from '@cairn/rules/contracts/condition.js';
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { ComparisonFields } from './ComparisonFields.js';
import classes from './Fields.module.css';
import { SegmentInput, TraitInput, useExamples } from './NameInputs.js';
import type { NameOf } from './names.js';
import { TreeFields } from './TreeFields.js';
import { YesNoField } from './ValueField.js';

interface AccountFieldsProps {
  clause: AccountClause;
  onChange: (clause: Clause) => void;
  nameOf: NameOf;
}

/** Any, all or none of the person's accounts, with what must hold of the same one: its traits, and its people. */
export function AccountFields({ clause, onChange, nameOf }: AccountFieldsProps) {
  const { t } = useTranslation('segments');
  const { params } = clause;
  const { where: _where, ...withoutWhere } = params;
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('operator')}
        value={String(clause.value)}
        data={['true', 'false'].map((value) => ({ value, label: t(`builder.account.${value as 'true'}`) }))}
        onChange={(event) => onChange({ ...clause, value: event.currentTarget.value === 'true' })}
      />
      <NativeSelect
        size="xs"
        aria-label={nameOf('match')}
        value={params.match}
        data={(['any', 'all', 'none'] as const).map((match) => ({ value: match, label: t(`builder.match.${match}`) }))}
        onChange={(event) => onChange({ ...clause, params: { ...params, match: event.currentTarget.value as 'any' } })}
      />
      <TreeFields<AccountTraitClause | PeopleClause>
        value={params.where}
        nameOf={nameOf}
        onChange={(where) => onChange({ ...clause, params: where === undefined ? withoutWhere : { ...params, where: where as AccountCondition } })}
        adds={[
          { label: t('builder.addAccountTrait'), make: () => ({ fact: 'trait', params: { name: '' }, operator: 'equal', value: '' }) },
          { label: t('builder.addPeople'), make: () => ({ fact: 'people', params: { segment: '', share: 'some' }, operator: 'equal', value: true }) },
        ]}
        render={(part, change, named) =>
          part.fact === 'trait' ? (
            <AccountTraitFields clause={part} onChange={change} nameOf={named} />
          ) : (
            <PeopleFields clause={part} onChange={change} nameOf={named} />
          )
        }
      />
    </>
  );
}

function AccountTraitFields({ clause, onChange, nameOf }: { clause: AccountTraitClause; onChange: (clause: AccountTraitClause) => void; nameOf: NameOf }) {
  const { name } = clause.params;
  const examples = useExamples({ kind: 'accountTrait', name });
  return (
    <>
      <TraitInput kind="accountTrait" label={nameOf('trait')} value={name} onChange={(next) => onChange({ ...clause, params: { name: next } })} />
      <ComparisonFields clause={clause} onChange={onChange} nameOf={nameOf} context="person" examples={examples} />
    </>
  );
}

function PeopleFields({ clause, onChange, nameOf }: { clause: PeopleClause; onChange: (clause: PeopleClause) => void; nameOf: NameOf }) {
  const { t } = useTranslation('segments');
  const { segment, share } = clause.params;
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label={nameOf('share')}
        value={share}
        data={(['all', 'some', 'none'] as const).map((name) => ({ value: name, label: t(`builder.share.${name}`) }))}
        onChange={(event) => onChange({ ...clause, params: { segment, share: event.currentTarget.value as 'all' } })}
      />
      <SegmentInput label={nameOf('segment')} value={segment} onChange={(next) => onChange({ ...clause, params: { segment: next, share } })} />
      {!clause.value && (
        <>
          <span className={classes.word}>{t('builder.word.isSo')}</span>
          <YesNoField value={clause.value} onChange={(value) => onChange({ ...clause, value })} nameOf={nameOf} />
        </>
      )}
    </>
  );
}
