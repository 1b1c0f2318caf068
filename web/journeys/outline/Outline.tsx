import { Button, Menu } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle, IconDots, IconMessage, IconPlus } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counts } from '../api.js';
import { CanvasMenus } from '../canvas/CanvasMenus.js';
import { families } from '../canvas/families.js';
import { readingOrder } from '../model/order.js';
import { outletsOf, type Port, stepById, triggerId } from '../model/ports.js';
import { portPhrase, summary, title } from '../model/summary.js';
import { triggerSummary } from '../model/trigger-summary.js';
import { useDefinition, useEditor } from '../page/EditorContext.js';
import { problemsOf } from '../page/problems.js';
import { useUiStore } from '../page/ui-store.js';
import { usePhrase } from '../usePhrase.js';
import styles from './Outline.module.css';
import { type OutlineItem, type OutlineList, outlineTree } from './outline-tree.js';

interface OutlineProps {
  counts: Counts | null;
  /** Open ones, by step. */
  comments: { readonly [stepId: string]: number };
  onInspect(id: string): void;
}

/** The journey as nested lists of buttons: the same document, the same undo, everything that the canvas can do. */
export function Outline({ counts, comments, onInspect }: OutlineProps) {
  const { t } = useTranslation('journeys');
  const definition = useDefinition();
  const tree = useMemo(() => outlineTree(definition), [definition]);
  const numbers = useMemo(() => new Map(readingOrder(definition).ids.map((id, index) => [id, index + 1])), [definition]);
  const root = useRef<HTMLElement>(null);
  const focusNode = (id: string): void => root.current?.querySelector<HTMLElement>(`[data-outline="${CSS.escape(id)}"]`)?.focus();
  const shared = { numbers, counts, comments, onInspect };
  return (
    <nav ref={root} aria-label={t('outline.name')} className={styles.outline}>
      <StepRow id={triggerId} {...shared} />
      <ListView list={tree.main} {...shared} />
      {tree.apart.length > 0 && (
        <>
          <h3 className={styles.apart}>{t('outline.apart')}</h3>
          {tree.apart.map((list) => (
            <ListView key={list.items[0]?.id} list={list} {...shared} />
          ))}
        </>
      )}
      <CanvasMenus focusNode={focusNode} />
    </nav>
  );
}

interface Shared {
  numbers: Map<string, number>;
  counts: Counts | null;
  /** Open ones, by step. */
  comments: { readonly [stepId: string]: number };
  onInspect(id: string): void;
}

function ListView({ list, ...shared }: { list: OutlineList } & Shared) {
  const { t } = useTranslation('journeys');
  const say = usePhrase();
  const definition = useDefinition();
  const next = list.end?.next ?? null;
  const target = next === null ? undefined : stepById(definition, next);
  return (
    <ol className={styles.list}>
      {list.items.map((item) => (
        <ItemView key={item.id} item={item} {...shared} />
      ))}
      {list.end && (
        <li className={styles.end}>
          {target ? (
            <Button variant="subtle" size="compact-sm" h={32} onClick={() => shared.onInspect(target.id)}>
              {t('outline.goesOn', { number: shared.numbers.get(target.id) ?? '', title: say(title(target)) })}
            </Button>
          ) : null}
          <AddButton port={list.end.port} loose={target === undefined} />
        </li>
      )}
    </ol>
  );
}

function ItemView({ item, ...shared }: { item: OutlineItem } & Shared) {
  const say = usePhrase();
  const definition = useDefinition();
  const { names } = useEditor();
  return (
    <li>
      <StepRow id={item.id} {...shared} />
      {item.ways.length > 0 && (
        <ul className={styles.ways}>
          {item.ways.map(({ port, list }) => (
            <li key={port.outlet}>
              <span className={styles.wayName}>{say(portPhrase(definition, port, names) ?? { key: 'menu.next' })}</span>
              <ListView list={list} {...shared} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function AddButton({ port, loose }: { port: Port; loose: boolean }) {
  const { t } = useTranslation('journeys');
  const ui = useUiStore();
  const { readOnly } = useEditor();
  if (readOnly || port.outlet === '') return null;
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      h={32}
      leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        ui.set({ menu: { kind: 'add', port, at: { x: box.left, y: box.bottom } } });
      }}
    >
      {t(loose ? 'outline.addEnd' : 'outline.addBefore')}
    </Button>
  );
}

function StepRow({ id, numbers, counts, comments, onInspect }: { id: string } & Shared) {
  const { t } = useTranslation('journeys');
  const ui = useUiStore();
  const say = usePhrase();
  const definition = useDefinition();
  const { names, problems } = useEditor();
  const step = stepById(definition, id);
  const { hue, icon: Icon } = families[step?.type ?? 'trigger'];
  const own = problemsOf(problems, id);
  const isError = own.some((problem) => problem.severity === 'error');
  const count = counts?.steps[id];
  return (
    <div className={styles.row}>
      <button
        type="button"
        data-outline={id}
        className={styles.step}
        onFocus={() => ui.set({ current: id, selected: new Set([id]) })}
        onClick={() => onInspect(id)}
      >
        <span className={styles.icon} style={{ '--family': hue } as React.CSSProperties}>
          <Icon size={18} stroke={1.5} aria-hidden />
        </span>
        <span className={styles.words}>
          <span className={styles.title}>{step ? t('outline.step', { number: numbers.get(id) ?? '', title: say(title(step)) }) : t('type.trigger')}</span>
          <span className={styles.summary}>{say(step ? summary(step, names) : triggerSummary(definition.trigger, names))}</span>
        </span>
        {count && <span className={styles.counts}>{t('outline.counts', { waiting: count.waiting, passed: count.passed, failed: count.failed })}</span>}
        {comments[id] !== undefined && (
          <span className={styles.comments}>
            <IconMessage size={16} stroke={1.5} aria-hidden />
            {t('node.comments', { count: comments[id] })}
          </span>
        )}
        {own.length > 0 && (
          <span className={styles.problem} data-severity={isError ? 'error' : 'warning'}>
            {isError ? <IconAlertCircle size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
            {t('node.problems', { count: own.length })}
          </span>
        )}
      </button>
      <StepMenu id={id} />
    </div>
  );
}

function StepMenu({ id }: { id: string }) {
  const { t } = useTranslation('journeys');
  const ui = useUiStore();
  const say = usePhrase();
  const definition = useDefinition();
  const { actions, readOnly } = useEditor();
  const button = useRef<HTMLButtonElement>(null);
  const step = stepById(definition, id);
  if (readOnly) return null;
  const outlet = id === triggerId ? 'start' : step && outletsOf(step)[0]?.outlet;
  const at = (): { x: number; y: number } => {
    const box = button.current?.getBoundingClientRect();
    return { x: box?.left ?? 0, y: box?.bottom ?? 0 };
  };
  return (
    <Menu shadow="sm" position="bottom-end">
      <Menu.Target>
        <button ref={button} type="button" className={styles.more} aria-label={t('outline.actions', { title: step ? say(title(step)) : t('type.trigger') })}>
          <IconDots size={18} stroke={1.5} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {outlet !== undefined && (
          <Menu.Item onClick={() => ui.set({ menu: { kind: 'add', port: { from: id, outlet }, at: at() } })}>{t('outline.addAfter')}</Menu.Item>
        )}
        {outlet !== undefined && <Menu.Item onClick={() => ui.set({ menu: { kind: 'connect', port: null, id, at: at() } })}>{t('outline.connect')}</Menu.Item>}
        {step && <Menu.Item onClick={() => ui.set({ menu: { kind: 'move', id, at: at() } })}>{t('outline.move')}</Menu.Item>}
        {step && step.type !== 'exit' && <Menu.Item onClick={() => actions.duplicate(id)}>{t('inspector.duplicate')}</Menu.Item>}
        {step && (
          <Menu.Item color="red" onClick={() => actions.askRemove([id])}>
            {t('inspector.delete')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
