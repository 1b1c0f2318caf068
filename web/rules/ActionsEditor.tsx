import { ActionIcon, Button, Menu, NativeSelect, NumberInput, Textarea, TextInput, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconBell, IconPlus, IconRoute, IconTag, IconTrash, IconUserEdit } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import type { Page } from '../api/client.js';
import { useGet } from '../api/query.js';
import type { RuleAction } from '../api/rules.js';
import { type TagItem, tagsPath } from '../api/tags.js';
import { KeyInput, TraitInput } from '../segments/fields/NameInputs.js';
import classes from './Rules.module.css';

interface ActionsEditorProps {
  /** "When it turns true": names the list, and each control in it. */
  title: string;
  /** Said while there is none. */
  none: string;
  actions: readonly RuleAction[];
  onChange: (actions: RuleAction[]) => void;
}

const mostActions = 10;

const fresh: { [Type in RuleAction['type']]: RuleAction } = {
  tag: { type: 'tag', tag: '', action: 'add' },
  trait: { type: 'trait', name: '', value: '' },
  journey: { type: 'journey', journey: '' },
  notify: { type: 'notify', text: '' },
};
const icons = { tag: IconTag, trait: IconUserEdit, journey: IconRoute, notify: IconBell } as const;
const types = Object.keys(fresh) as RuleAction['type'][];

/** What is done, one after another. */
export function ActionsEditor({ title, none, actions, onChange }: ActionsEditorProps) {
  const { t } = useTranslation('rules');
  const heading = useId();
  return (
    <section aria-labelledby={heading} className={classes.actions}>
      <h3 id={heading}>{title}</h3>
      {actions.length === 0 && <p className={classes.dim}>{none}</p>}
      <ol className={classes.list}>
        {actions.map((action, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two actions may be the same; their place is all that tells them apart
          <li key={at} className={classes.action}>
            <ActionFields
              action={action}
              nameOf={(what) => t('controlOf', { what, n: at + 1, list: title })}
              onChange={(next) => onChange(actions.with(at, next))}
            />
            <span className={classes.tools}>
              <Tool name={t('controlOf', { what: t('earlier'), n: at + 1, list: title })} disabled={at === 0} onClick={() => onChange(moved(actions, at, -1))}>
                <IconArrowUp size={16} stroke={1.5} />
              </Tool>
              <Tool
                name={t('controlOf', { what: t('later'), n: at + 1, list: title })}
                disabled={at === actions.length - 1}
                onClick={() => onChange(moved(actions, at, 1))}
              >
                <IconArrowDown size={16} stroke={1.5} />
              </Tool>
              <Tool name={t('controlOf', { what: t('removeAction'), n: at + 1, list: title })} onClick={() => onChange(actions.filter((_, n) => n !== at))}>
                <IconTrash size={16} stroke={1.5} />
              </Tool>
            </span>
          </li>
        ))}
      </ol>
      <Menu position="bottom-start" shadow="sm" disabled={actions.length >= mostActions}>
        <Menu.Target>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={16} stroke={1.5} />}
            disabled={actions.length >= mostActions}
            aria-describedby={heading}
          >
            {t('addAction')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {types.map((type) => {
            const Icon = icons[type];
            return (
              <Menu.Item key={type} leftSection={<Icon size={16} stroke={1.5} />} onClick={() => onChange([...actions, fresh[type]])}>
                {t(`type.${type}`)}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
    </section>
  );
}

/** Nothing of it is missing. */
export function isActionComplete(action: RuleAction): boolean {
  if (action.type === 'tag') return action.tag !== '';
  if (action.type === 'journey') return action.journey !== '';
  if (action.type === 'notify') return action.text.trim() !== '';
  const { value } = action;
  const isNamed = typeof value !== 'object' || value === null || ('trait' in value ? value.trait : value.computed).trim() !== '';
  return action.name.trim() !== '' && value !== '' && isNamed;
}

function moved(actions: readonly RuleAction[], at: number, by: 1 | -1): RuleAction[] {
  const next = actions.toSpliced(at, 1);
  return next.toSpliced(at + by, 0, actions[at] as RuleAction);
}

interface ToolProps {
  name: string;
  disabled?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function Tool({ name, disabled = false, onClick, children }: ToolProps) {
  return (
    <Tooltip label={name}>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={name} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

interface FieldsProps<Action> {
  action: Action;
  nameOf: (what: string) => string;
  onChange: (action: RuleAction) => void;
}

function ActionFields({ action, ...rest }: FieldsProps<RuleAction>) {
  switch (action.type) {
    case 'tag':
      return <TagAction action={action} {...rest} />;
    case 'trait':
      return <TraitAction action={action} {...rest} />;
    case 'journey':
      return <JourneyAction action={action} {...rest} />;
    case 'notify':
      return <NotifyAction action={action} {...rest} />;
  }
}

type Of<Type extends RuleAction['type']> = Extract<RuleAction, { type: Type }>;

function TagAction({ action, nameOf, onChange }: FieldsProps<Of<'tag'>>) {
  const { t } = useTranslation('rules');
  const tags = useGet<Page<TagItem>>(tagsPath, { query: { limit: 200 } }).data?.items ?? [];
  // One with a condition of its own follows that alone.
  const known = tags.filter(({ condition }) => condition === undefined).map(({ key, name }) => ({ value: key, label: name }));
  return (
    <span className={classes.fields}>
      <NativeSelect
        size="xs"
        aria-label={nameOf(t('type.tag'))}
        value={action.action}
        data={[
          { value: 'add', label: t('addTag') },
          { value: 'remove', label: t('removeTag') },
        ]}
        onChange={(event) => onChange({ ...action, action: event.currentTarget.value as 'add' })}
      />
      <KeyInput label={nameOf(t('tag'))} placeholder={t('chooseTag')} value={action.tag} known={known} onChange={(tag) => onChange({ ...action, tag })} />
    </span>
  );
}

const valueKinds = ['text', 'number', 'boolean', 'clear', 'trait', 'computed'] as const;
type ValueKind = (typeof valueKinds)[number];
const freshValue: { [Kind in ValueKind]: Of<'trait'>['value'] } = {
  text: '',
  number: 0,
  boolean: true,
  clear: null,
  trait: { trait: '' },
  computed: { computed: '' },
};

function kindOf(value: Of<'trait'>['value']): ValueKind {
  if (value === null) return 'clear';
  if (typeof value === 'object') return 'trait' in value ? 'trait' : 'computed';
  return typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean');
}

function TraitAction({ action, nameOf, onChange }: FieldsProps<Of<'trait'>>) {
  const { t } = useTranslation('rules');
  const { name, value } = action;
  return (
    <span className={classes.fields}>
      <span className={classes.word}>{t('setTrait')}</span>
      <TraitInput label={nameOf(t('trait'))} value={name} onChange={(next) => onChange({ ...action, name: next })} />
      <NativeSelect
        size="xs"
        aria-label={nameOf(t('valueKind'))}
        value={kindOf(value)}
        data={valueKinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        onChange={(event) => onChange({ ...action, value: freshValue[event.currentTarget.value as ValueKind] })}
      />
      <ValueInput value={value} label={nameOf(t('valueOf'))} onChange={(next) => onChange({ ...action, value: next })} />
    </span>
  );
}

interface ValueInputProps {
  value: Of<'trait'>['value'];
  label: string;
  onChange: (value: Of<'trait'>['value']) => void;
}

function ValueInput({ value, label, onChange }: ValueInputProps) {
  const { t } = useTranslation('rules');
  if (value === null) return null;
  if (typeof value === 'object') {
    const ofTrait = 'trait' in value;
    return (
      <TraitInput
        label={label}
        kind={ofTrait ? 'trait' : 'computed'}
        value={ofTrait ? value.trait : value.computed}
        onChange={(name) => onChange(ofTrait ? { trait: name } : { computed: name })}
      />
    );
  }
  if (typeof value === 'boolean') {
    return (
      <NativeSelect
        size="xs"
        aria-label={label}
        value={String(value)}
        data={[
          { value: 'true', label: t('value.yes') },
          { value: 'false', label: t('value.no') },
        ]}
        onChange={(event) => onChange(event.currentTarget.value === 'true')}
      />
    );
  }
  if (typeof value === 'number') {
    return <NumberInput size="xs" w={110} hideControls aria-label={label} value={value} onChange={(next) => onChange(typeof next === 'number' ? next : 0)} />;
  }
  return <TextInput size="xs" w={170} aria-label={label} maxLength={1_000} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
}

function JourneyAction({ action, nameOf, onChange }: FieldsProps<Of<'journey'>>) {
  const { t } = useTranslation('rules');
  const journeys = useGet<Page<{ key: string; draft: { name: string } }>>('/api/journeys', { query: { limit: 200 } }).data?.items ?? [];
  const known = journeys.map(({ key, draft }) => ({ value: key, label: draft.name }));
  return (
    <span className={classes.fields}>
      <span className={classes.word}>{t('enterJourney')}</span>
      <KeyInput
        label={nameOf(t('journey'))}
        placeholder={t('chooseJourney')}
        value={action.journey}
        known={known}
        onChange={(journey) => onChange({ ...action, journey })}
      />
    </span>
  );
}

function NotifyAction({ action, nameOf, onChange }: FieldsProps<Of<'notify'>>) {
  const { t } = useTranslation('rules');
  return (
    <span className={classes.fields}>
      <span className={classes.word}>{t('notifyTeam')}</span>
      <Textarea
        size="xs"
        className={classes.wide ?? ''}
        autosize
        minRows={1}
        maxRows={4}
        maxLength={500}
        aria-label={nameOf(t('text'))}
        placeholder={t('textSuch')}
        value={action.text}
        onChange={(event) => onChange({ ...action, text: event.currentTarget.value })}
      />
    </span>
  );
}
