import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconFolderPlus, IconPlus, IconX } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { isTreeGroup, type Tree, type TreeGroup, toGroup, toTree } from '../model/tree.js';
import classes from './Fields.module.css';
import { type NameOf, within } from './names.js';

interface Adding<Leaf> {
  label: string;
  make: () => Leaf;
}

interface TreeFieldsProps<Leaf> {
  value: Tree<Leaf> | undefined;
  onChange: (tree: Tree<Leaf> | undefined) => void;
  nameOf: NameOf;
  adds: Adding<Leaf>[];
  render: (leaf: Leaf, onChange: (leaf: Leaf) => void, nameOf: NameOf) => ReactNode;
}

/** Rows and groups inside one row of the builder: what must hold of the same event, value or account. */
export function TreeFields<Leaf extends { fact: string }>({ value, onChange, ...rest }: TreeFieldsProps<Leaf>) {
  return <GroupFields {...rest} group={toGroup(value)} place={[]} onChange={(group) => onChange(toTree(group))} />;
}

interface GroupFieldsProps<Leaf> extends Omit<TreeFieldsProps<Leaf>, 'value' | 'onChange'> {
  group: TreeGroup<Leaf>;
  /** Where it stands in its own tree: [] is the outermost. */
  place: number[];
  onChange: (group: TreeGroup<Leaf>) => void;
  onRemove?: () => void;
}

function GroupFields<Leaf extends { fact: string }>({ group, place, onChange, onRemove, nameOf, adds, render }: GroupFieldsProps<Leaf>) {
  const { t } = useTranslation('segments');
  const { combinator, rows } = group;
  const outer = place.length === 0;
  const set = (at: number, row: Leaf | TreeGroup<Leaf>): void => onChange({ combinator, rows: rows.with(at, row) });
  const add = (row: Leaf | TreeGroup<Leaf>): void => onChange({ combinator, rows: [...rows, row] });
  const join = (places: { near: string; far: string }): string => t('builder.placeIn', places);
  const first = adds[0];
  const group1 = within(nameOf, t('builder.innerGroup', { group: place.map((at) => at + 1).join('.') }), join);
  return (
    <div className={outer ? classes.tree : classes.innerGroup}>
      {(!outer || rows.length > 1 || combinator !== 'all') && (
        <div className={classes.treeHead}>
          <NativeSelect
            size="xs"
            aria-label={outer ? nameOf('combinator') : group1('combinator')}
            value={combinator}
            data={(['all', 'any', 'none'] as const).map((name) => ({ value: name, label: t(`builder.combinator.${name}`) }))}
            onChange={(event) => onChange({ combinator: event.currentTarget.value as TreeGroup<Leaf>['combinator'], rows })}
          />
          {onRemove && (
            <ActionIcon variant="subtle" color="gray" size={28} aria-label={group1('removeGroup')} onClick={onRemove}>
              <IconX size={16} stroke={1.5} />
            </ActionIcon>
          )}
        </div>
      )}
      {rows.map((row, at) => {
        const named = within(nameOf, t('builder.innerRow', { n: [...place, at].map((index) => index + 1).join('.'), total: rows.length }), join);
        const word = at === 0 ? (outer && combinator !== 'none' ? t('builder.where') : '') : t(`builder.between.${combinator}`);
        const remove = (): void => onChange({ combinator, rows: rows.toSpliced(at, 1) });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own; they are edited in place
          <Fragment key={at}>
            {isTreeGroup(row) ? (
              <>
                {word !== '' && <span className={classes.between}>{word}</span>}
                <GroupFields
                  group={row}
                  place={[...place, at]}
                  onChange={(next) => set(at, next)}
                  onRemove={remove}
                  nameOf={nameOf}
                  adds={adds}
                  render={render}
                />
              </>
            ) : (
              <div className={classes.innerRow}>
                {word !== '' && <span className={classes.word}>{word}</span>}
                {render(row, (next) => set(at, next), named)}
                <ActionIcon variant="subtle" color="gray" size={28} aria-label={named('remove')} onClick={remove}>
                  <IconX size={16} stroke={1.5} />
                </ActionIcon>
              </div>
            )}
          </Fragment>
        );
      })}
      <div className={classes.adds}>
        {adds.map(({ label, make }) => (
          <Button key={label} size="xs" variant="subtle" leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => add(make())}>
            {label}
          </Button>
        ))}
        {rows.length > 0 && first && (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconFolderPlus size={16} stroke={1.5} />}
            onClick={() => add({ combinator: combinator === 'any' ? 'all' : 'any', rows: [first.make()] })}
          >
            {t('builder.addInnerGroup')}
          </Button>
        )}
      </div>
    </div>
  );
}
