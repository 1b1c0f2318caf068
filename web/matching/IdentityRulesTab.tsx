import { Button, Checkbox, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ApiError, call } from '../api/client.js';
import { type IdentityRules, type IdentityTypeRule, identityRulesPath } from '../api/merges.js';
import { useGet } from '../api/query.js';
import { Card } from '../ui/Card.js';
import { ErrorState } from '../ui/ErrorState.js';
import { BlockSkeleton } from '../ui/skeletons.js';
import { showDone } from '../ui/toasts.js';
import { useKeptDraft } from '../ui/useKeptDraft.js';
import matching from './Matching.module.css';
import classes from './Merges.module.css';

type Normaliser = IdentityTypeRule['normaliser'];
const normalisers = Object.keys({ exact: true, trimmed: true, lowerCase: true, email: true, phone: true } satisfies Record<Normaliser, true>) as Normaliser[];
const ownType = /^external:[A-Za-z0-9_.-]{1,50}$/;

/** What is an identity, how many a profile may hold, which gives way and which values identify nobody. */
export function IdentityRulesTab() {
  const rules = useGet<IdentityRules>(identityRulesPath);
  if (rules.isPending) return <BlockSkeleton lines={8} />;
  if (rules.data === undefined) return <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />;
  return <Editor saved={rules.data} />;
}

function Editor({ saved }: { saved: IdentityRules }) {
  const { t } = useTranslation('matching');
  const queryClient = useQueryClient();
  const { draft, setDraft, changed, base, forget } = useKeptDraft<IdentityTypeRule[]>('identity-rules', saved.rules, String(saved.revision));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const details = error instanceof ApiError ? error.details : [];
  const change = (at: number, part: Partial<IdentityTypeRule>): void => setDraft(draft.map((rule, index) => (index === at ? { ...rule, ...part } : rule)));
  const move = (at: number, by: -1 | 1): void => {
    const next = [...draft];
    const [rule] = next.splice(at, 1);
    if (rule) next.splice(at + by, 0, rule);
    setDraft(next);
  };
  const save = async (revision: number): Promise<void> => {
    setBusy(true);
    try {
      const answer = await call<IdentityRules>('PUT', identityRulesPath, { body: { revision, rules: draft } });
      queryClient.setQueryData([identityRulesPath, {}], answer);
      setError(null);
      forget();
      showDone(t('rules.saved'));
    } catch (failure) {
      setError(failure);
      await queryClient.invalidateQueries({ queryKey: [identityRulesPath] });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={matching.settings}>
      <p>{t('rules.about')}</p>
      <ol className={classes.rules}>
        {draft.map((rule, at) => (
          <li key={rule.type}>
            <RuleCard
              rule={rule}
              perProfile={saved.perProfile}
              change={(part) => change(at, part)}
              errorAt={(field) => details.find(({ path }) => path.startsWith(`rules.${at}.${field}`))?.message}
              up={at > 0 ? () => move(at, -1) : undefined}
              down={at < draft.length - 1 ? () => move(at, 1) : undefined}
              remove={rule.type.startsWith('external:') ? () => setDraft(draft.filter((_, index) => index !== at)) : undefined}
            />
          </li>
        ))}
      </ol>
      <AddType known={draft.map(({ type }) => type)} seen={saved.otherExternalTypes} add={(rule) => setDraft([...draft, rule])} />
      <div className={matching.saveBar} data-changed={changed || undefined}>
        {error !== null && <ErrorState error={error} />}
        {error instanceof ApiError && error.code === 'identity-rules-changed' && (
          <Button variant="default" size="xs" my="xs" onClick={() => void save(saved.revision)}>
            {t('settings.over')}
          </Button>
        )}
        <div className={matching.saveRow}>
          <span>{t(changed ? 'settings.unsaved' : 'rules.when')}</span>
          <Button
            variant="default"
            disabled={!changed || busy}
            onClick={() => {
              setError(null);
              forget();
            }}
          >
            {t('settings.discard')}
          </Button>
          <Button disabled={!changed} loading={busy} onClick={() => void save(Number(base))}>
            {t('rules.save')}
          </Button>
        </div>
      </div>
    </div>
  );
}

interface RuleCardProps {
  rule: IdentityTypeRule;
  perProfile: number;
  change: (part: Partial<IdentityTypeRule>) => void;
  errorAt: (field: string) => string | undefined;
  up: (() => void) | undefined;
  down: (() => void) | undefined;
  remove: (() => void) | undefined;
}

function RuleCard({ rule, perProfile, change, errorAt, up, down, remove }: RuleCardProps) {
  const { t } = useTranslation('matching');
  const { type, normaliser, limit, blockSuggested, blockedValues, blockedPatterns } = rule;
  const name = type.startsWith('external:') ? t('rules.external', { name: type.slice('external:'.length) }) : t(`rules.type.${type}`);
  return (
    <Card>
      <div className={classes.rule}>
        <h2>{name}</h2>
        <Select
          label={t('rules.normaliser')}
          data={normalisers.map((value) => ({ value, label: t(`rules.normalise.${value}`) }))}
          value={normaliser}
          allowDeselect={false}
          onChange={(value) => value && change({ normaliser: value as Normaliser })}
        />
        <NumberInput
          label={t('rules.limit')}
          value={limit}
          min={1}
          max={perProfile}
          allowDecimal={false}
          error={errorAt('limit')}
          onChange={(value) => typeof value === 'number' && change({ limit: value })}
        />
        <Button.Group>
          <Button variant="default" aria-label={t('rules.up', { name })} disabled={!up} onClick={up}>
            <IconArrowUp size={20} stroke={1.5} />
          </Button>
          <Button variant="default" aria-label={t('rules.down', { name })} disabled={!down} onClick={down}>
            <IconArrowDown size={20} stroke={1.5} />
          </Button>
          {remove && (
            <Button variant="default" aria-label={t('rules.remove', { name })} onClick={remove}>
              <IconTrash size={20} stroke={1.5} />
            </Button>
          )}
        </Button.Group>
      </div>
      <div className={classes.blocked}>
        <TagsInput
          label={t('rules.values')}
          description={t('rules.valuesHint')}
          value={blockedValues}
          error={errorAt('blockedValues')}
          onChange={(values) => change({ blockedValues: values })}
        />
        <TagsInput
          label={t('rules.patterns')}
          description={t('rules.patternsHint')}
          value={blockedPatterns}
          splitChars={[]}
          error={errorAt('blockedPatterns')}
          onChange={(patterns) => change({ blockedPatterns: patterns })}
        />
        <Checkbox
          label={t('rules.suggested')}
          description={t('rules.suggestedHint')}
          checked={blockSuggested}
          onChange={({ currentTarget }) => change({ blockSuggested: currentTarget.checked })}
        />
      </div>
    </Card>
  );
}

function AddType({ known, seen, add }: { known: string[]; seen: string[]; add: (rule: IdentityTypeRule) => void }) {
  const { t } = useTranslation('matching');
  const [name, setName] = useState('');
  const type = `external:${name.trim()}`;
  const isKnown = known.includes(type);
  const isWrong = name.trim() !== '' && !ownType.test(type);
  return (
    <Card>
      <form
        className={classes.rule}
        onSubmit={(event) => {
          event.preventDefault();
          if (isKnown || !ownType.test(type)) return;
          add({ type, normaliser: 'trimmed', limit: 5, blockSuggested: true, blockedValues: [], blockedPatterns: [] });
          setName('');
        }}
      >
        <TextInput
          label={t('rules.addLabel')}
          description={seen.length > 0 ? t('rules.seen', { names: seen.join(', ') }) : t('rules.addHint')}
          value={name}
          error={isKnown ? t('rules.known') : isWrong ? t('rules.wrongName') : undefined}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button type="submit" variant="default" leftSection={<IconPlus size={20} stroke={1.5} />} disabled={name.trim() === ''}>
          {t('rules.add')}
        </Button>
      </form>
    </Card>
  );
}
