import { ActionIcon, Switch, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconBolt } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { call, path } from '../api/client.js';
import { useGet, usePages } from '../api/query.js';
import { type RuleAction, type RuleItem, type Rules, rulesPath } from '../api/rules.js';
import { useFormat } from '../app/i18n/format.js';
import { ConditionSentence } from '../segments/ConditionSentence.js';
import { askEvery, filledShare } from '../segments/filled-share.js';
import type { Column } from '../ui/DataTable.js';
import { LinkButton } from '../ui/LinkButton.js';
import { ListPage } from '../ui/ListPage.js';
import { showFailure } from '../ui/toasts.js';
import { Conflicts } from './Conflicts.js';
import { definitionOf } from './definition.js';
import classes from './Rules.module.css';
import { RulesTabs } from './RulesTabs.js';
import { useActionText } from './useActionText.js';

/** Every rule in the order in which they act, with what they do and which of them may undo each other. */
export function RulesPage() {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const pages = usePages<RuleItem>(rulesPath, { every: askEvery });
  const conflicts = useGet<Rules>(rulesPath).data?.conflicts ?? [];
  const { busy, move, turn } = useChanges(pages.items);
  const place = new Map(pages.items.map(({ key }, at) => [key, at]));
  const columns: Column<RuleItem>[] = [
    { key: 'name', header: t('name'), width: '20%', cell: ({ name }) => name },
    {
      key: 'order',
      header: t('order'),
      oneLine: true,
      width: 110,
      cell: (rule) => <Order rule={rule} at={place.get(rule.key) ?? 0} of={pages.items.length} busy={busy} onMove={move} />,
    },
    { key: 'when', header: t('when'), optional: true, cell: ({ condition }) => <ConditionSentence condition={condition} /> },
    { key: 'does', header: t('doesTitle'), cell: (rule) => <Does rule={rule} /> },
    {
      key: 'people',
      header: t('people'),
      numeric: true,
      oneLine: true,
      width: 120,
      optional: true,
      cell: (rule) => <People rule={rule} />,
    },
    {
      key: 'enabled',
      header: t('on'),
      width: 70,
      cell: (rule) => (
        <Switch
          size="sm"
          checked={rule.enabled}
          disabled={busy}
          aria-label={t('turn', { name: rule.name })}
          onChange={(event) => void turn(rule, event.currentTarget.checked)}
        />
      ),
    },
  ];
  return (
    <ListPage
      title={t('title')}
      tabs={<RulesTabs tab="rules" />}
      create={<LinkButton to="/rules/new">{t('new')}</LinkButton>}
      pages={pages}
      columns={columns}
      rowKey={({ key }) => key}
      rowHref={({ key }) => `/rules/${encodeURIComponent(key)}`}
      nothingYet={{ icon: IconBolt, title: t('empty'), text: t('emptyText') }}
      bulk={conflicts.length > 0 && <Conflicts conflicts={conflicts} rules={pages.items} />}
    >
      {pages.items.length > 1 && <p className={classes.dim}>{t('orderHow', { count: pages.items.length, n: format.number(pages.items.length) })}</p>}
    </ListPage>
  );
}

/** Moves and switches, one at a time; a failure is told, and the list is read again. */
function useChanges(rules: readonly RuleItem[]) {
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const refresh = async (): Promise<void> => await queryClient.invalidateQueries({ queryKey: [rulesPath] });
  const change = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      showFailure(error);
    }
    await refresh();
    setBusy(false);
  };
  const move = async (key: string, by: 1 | -1): Promise<void> => {
    const keys = rules.map((rule) => rule.key);
    const at = keys.indexOf(key);
    keys.splice(at, 1);
    keys.splice(at + by, 0, key);
    await change(async () => await call('POST', `${rulesPath}/order`, { body: { keys } }));
  };
  const turn = async (rule: RuleItem, enabled: boolean): Promise<void> =>
    await change(
      async () =>
        await call('PUT', path`/api/rules/${rule.key}`, {
          body: { ...definitionOf(rule), enabled },
          headers: { 'if-match': `"${rule.liveVersion}"` },
        }),
    );
  return { busy, move, turn };
}

interface OrderProps {
  rule: RuleItem;
  at: number;
  of: number;
  busy: boolean;
  onMove: (key: string, by: 1 | -1) => Promise<void>;
}

function Order({ rule: { key, name }, at, of, busy, onMove }: OrderProps) {
  const { t } = useTranslation('rules');
  const format = useFormat();
  return (
    <span className={classes.order}>
      <span className="cairn-tabular">{format.number(at + 1)}</span>
      <Tooltip label={t('earlier')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          disabled={busy || at === 0}
          aria-label={t('earlierOf', { name })}
          onClick={() => void onMove(key, -1)}
        >
          <IconArrowUp size={16} stroke={1.5} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('later')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          disabled={busy || at === of - 1}
          aria-label={t('laterOf', { name })}
          onClick={() => void onMove(key, 1)}
        >
          <IconArrowDown size={16} stroke={1.5} />
        </ActionIcon>
      </Tooltip>
    </span>
  );
}

function Does({ rule: { whenTrue, whenFalse } }: { rule: RuleItem }) {
  const { t } = useTranslation('rules');
  return (
    <span className={classes.does}>
      <ActionTexts actions={whenTrue} />
      {whenFalse.length > 0 && (
        <span>
          <span className={classes.dim}>{t('otherwise')} </span>
          <ActionTexts actions={whenFalse} />
        </span>
      )}
    </span>
  );
}

function ActionTexts({ actions }: { actions: readonly RuleAction[] }) {
  const format = useFormat();
  const textOf = useActionText();
  return <span>{format.list(actions.map(textOf), 'conjunction')}</span>;
}

function People({ rule: { people, backfill, enabled } }: { rule: RuleItem }) {
  const { t } = useTranslation('rules');
  const format = useFormat();
  if (!enabled) return <span className={classes.dim}>{t('off')}</span>;
  const share = filledShare(backfill);
  return share === null ? format.number(people) : <span className={classes.dim}>{t('asking', { share: format.percent(share) })}</span>;
}
