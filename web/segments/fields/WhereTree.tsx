import type { PropertyClause, WhereCondition } from '@cairn/rules/contracts/condition.js';
import { useTranslation } from 'react-i18next';

import { ComparisonFields } from './ComparisonFields.js';
import { PropertyInput, useExamples } from './NameInputs.js';
import type { NameOf } from './names.js';
import { TreeFields } from './TreeFields.js';

interface WhereTreeProps {
  value: WhereCondition | undefined;
  onChange: (where: WhereCondition | undefined) => void;
  nameOf: NameOf;
  /** Whose properties they are; undefined: parts of a trait. */
  event?: string | undefined;
}

/** What must hold for the properties of one event, or for the parts of one value: rows and groups of any depth. */
export function WhereTree({ value, onChange, nameOf, event }: WhereTreeProps) {
  const { t } = useTranslation('segments');
  return (
    <TreeFields<PropertyClause>
      value={value}
      onChange={(next) => onChange(next as WhereCondition | undefined)}
      nameOf={nameOf}
      adds={[{ label: t('builder.addWhere'), make: () => ({ fact: 'property', path: '', operator: 'equal', value: '' }) }]}
      render={(clause, change, named) => <PropertyRow clause={clause} onChange={change} nameOf={named} event={event} />}
    />
  );
}

interface PropertyRowProps {
  clause: PropertyClause;
  onChange: (clause: PropertyClause) => void;
  nameOf: NameOf;
  event: string | undefined;
}

function PropertyRow({ clause, onChange, nameOf, event }: PropertyRowProps) {
  const examples = useExamples(event === undefined || event === '' ? undefined : { kind: 'property', name: clause.path, event });
  return (
    <>
      <PropertyInput label={nameOf('property')} value={clause.path} event={event} onChange={(path) => onChange({ ...clause, path })} />
      <ComparisonFields clause={clause} onChange={onChange} nameOf={nameOf} subject="property" examples={examples} />
    </>
  );
}
