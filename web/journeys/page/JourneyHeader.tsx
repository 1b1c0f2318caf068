import { ActionIcon, Button, Menu, SegmentedControl, Select, TextInput, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDots,
  IconFlask,
  IconMessages,
  IconPlayerPause,
  IconPlayerPlay,
  IconRocket,
  IconUsers,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import { redoLabel, undoLabel } from '../../ui/history.js';
import { PageHeader } from '../../ui/PageHeader.js';
import type { Inside } from '../api.js';
import { phrase } from '../model/phrase.js';
import { Others } from '../together/Others.js';
import type { Other } from '../together/usePresence.js';
import { usePhrase } from '../usePhrase.js';
import { useDefinition, useEditor, useEditorState } from './EditorContext.js';
import styles from './JourneyPage.module.css';
import { LifeDialog } from './LifeDialog.js';
import { SaveNote } from './SaveNote.js';
import { StateBadge } from './StateBadge.js';
import { countWindows } from './useCounts.js';

interface JourneyHeaderProps {
  changes: number | null;
  view: 'canvas' | 'outline';
  /** Absent where only the outline fits. */
  onView: ((view: string) => void) | undefined;
  counts: string;
  onCounts(window: string): void;
  /** Null: not known, or never published. */
  inside: Inside | null;
  onPublish(): void;
  onRuns(): void;
  onTry(): void;
  onComments(): void;
  others: Other[];
  /** The canvas shows a version, not the draft. */
  isLooking: boolean;
  /** Open ones, of the journey and its steps. */
  comments: number;
}

export function JourneyHeader(props: JourneyHeaderProps) {
  const { t } = useTranslation('journeys');
  const { journey, editor, problems, readOnly } = useEditor();
  const state = useEditorState(editor);
  const { name } = useDefinition();
  const [life, setLife] = useState<'pause' | 'resume' | 'archive' | null>(null);
  const more = useRef<HTMLButtonElement>(null);
  const [renaming, setRenaming] = useState(false);
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const publish = (
    <Button
      leftSection={<IconRocket size={16} stroke={1.5} aria-hidden />}
      aria-disabled={errors > 0 || undefined}
      data-disabled={errors > 0 || undefined}
      onClick={() => errors === 0 && props.onPublish()}
    >
      {t('publish.button')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={name}
        parent={{ to: '/journeys', label: t('list.title') }}
        status={<StateBadge state={journey.state} />}
        note={<SaveNote state={state.saveState} journey={journey} changes={props.changes} />}
        actions={
          !readOnly && (
            <>
              <Button variant="default" leftSection={<IconFlask size={16} stroke={1.5} aria-hidden />} onClick={props.onTry}>
                {t('try.title')}
              </Button>
              {errors > 0 ? <Tooltip label={t('publish.blocked', { count: errors })}>{publish}</Tooltip> : publish}
              <Menu shadow="sm" position="bottom-end">
                <Menu.Target>
                  <ActionIcon ref={more} variant="default" size={36} aria-label={t('more.title')}>
                    <IconDots size={18} stroke={1.5} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setRenaming(true)}>{t('more.rename')}</Menu.Item>
                  {journey.state === 'live' && (
                    <Menu.Item leftSection={<IconPlayerPause size={16} stroke={1.5} aria-hidden />} onClick={() => setLife('pause')}>
                      {t('life.pause.action')}
                    </Menu.Item>
                  )}
                  {journey.state === 'paused' && (
                    <Menu.Item leftSection={<IconPlayerPlay size={16} stroke={1.5} aria-hidden />} onClick={() => setLife('resume')}>
                      {t('life.resume.action')}
                    </Menu.Item>
                  )}
                  <Menu.Item color="red" onClick={() => setLife('archive')}>
                    {t('life.archive.action')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </>
          )
        }
      >
        <Toolbar {...props} />
      </PageHeader>
      {renaming && <RenameField onDone={() => setRenaming(false)} />}
      {life && <LifeDialog kind={life} opener={more} onClose={() => setLife(null)} />}
    </>
  );
}

function RenameField({ onDone }: { onDone(): void }) {
  const { t } = useTranslation('journeys');
  const { editor } = useEditor();
  const { name } = useDefinition();
  const [typed, setTyped] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // After the menu has given the focus back to its button; else that would end the renaming at once.
    const timer = window.setTimeout(() => input.current?.select(), 60);
    return () => window.clearTimeout(timer);
  }, []);
  const isValid = typed.trim() !== '';
  return (
    <TextInput
      ref={input}
      label={t('more.name')}
      value={typed}
      maxLength={120}
      mx="lg"
      my="xs"
      maw={480}
      error={isValid ? null : t('more.nameMissing')}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setTyped(next);
        if (next.trim() !== '') editor.edit((definition) => ({ ...definition, name: next.trim() }), phrase('undo.name'), 'name');
      }}
      onKeyDown={(event) => (event.key === 'Enter' || event.key === 'Escape') && onDone()}
      onBlur={onDone}
    />
  );
}

function Toolbar({ view, onView, counts, onCounts, inside, isLooking, onRuns, onComments, others, comments }: JourneyHeaderProps) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const say = usePhrase();
  const { editor, journey, readOnly } = useEditor();
  const { history } = useEditorState(editor);
  const queryClient = useQueryClient();
  const undoWords = undoLabel(history);
  const redoWords = redoLabel(history);
  return (
    <div className={styles.toolbar}>
      {onView && (
        <SegmentedControl
          aria-label={t('view.label')}
          size="xs"
          data={[
            { value: 'canvas', label: t('view.canvas') },
            { value: 'outline', label: t('view.outline') },
          ]}
          value={view}
          onChange={onView}
        />
      )}
      {!readOnly && !isLooking && (
        <>
          <ToolButton
            label={undoWords ? t('undo.do', { what: say(undoWords) }) : t('undo.nothing')}
            disabled={!undoWords}
            onClick={() => editor.undo()}
            icon={<IconArrowBackUp size={18} stroke={1.5} aria-hidden />}
          />
          <ToolButton
            label={redoWords ? t('undo.redo', { what: say(redoWords) }) : t('undo.nothingToRedo')}
            disabled={!redoWords}
            onClick={() => editor.redo()}
            icon={<IconArrowForwardUp size={18} stroke={1.5} aria-hidden />}
          />
        </>
      )}
      <span className={styles.toolbarSpace} />
      <Others others={others} />
      {journey.liveVersion !== null && (
        <Select
          aria-label={t('counts.window')}
          size="xs"
          w={240}
          allowDeselect={false}
          data={countWindows.map((window) => ({ value: window, label: t(`counts.windows.${window}`, { number: journey.liveNumber ?? '' }) }))}
          value={counts}
          onChange={(window) => {
            if (window === null) return;
            onCounts(window);
            void queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).endsWith('/counts') });
          }}
        />
      )}
      <Button variant="default" size="xs" leftSection={<IconMessages size={16} stroke={1.5} aria-hidden />} onClick={onComments}>
        {comments > 0 ? t('comments.button', { n: format.number(comments) }) : t('comments.title')}
      </Button>
      <Button variant="default" size="xs" leftSection={<IconUsers size={16} stroke={1.5} aria-hidden />} onClick={onRuns}>
        {inside ? t('runs.button', { inside: format.number(inside.people), entered: format.number(inside.entered) }) : t('runs.title')}
      </Button>
    </div>
  );
}

interface ToolButtonProps {
  label: string;
  disabled: boolean;
  icon: React.ReactNode;
  onClick(): void;
}

function ToolButton({ label, disabled, icon, onClick }: ToolButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size={30}
        aria-label={label}
        aria-disabled={disabled || undefined}
        data-disabled={disabled || undefined}
        onClick={() => !disabled && onClick()}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
