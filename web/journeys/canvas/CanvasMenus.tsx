import type { StepType } from '@cairn/workflows/contracts/journey.js';
import { Popover } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { stepTypes } from '../model/new-step.js';
import { phrase } from '../model/phrase.js';
import { outletsOf, type Port, portId, stepById, targetOf, triggerId } from '../model/ports.js';
import { portPhrase, summary, title } from '../model/summary.js';
import { connectTargets, insertable, moveTargets } from '../model/targets.js';
import { useDefinition, useEditor } from '../page/EditorContext.js';
import { type CanvasMenu, useUi, useUiStore } from '../page/ui-store.js';
import { usePhrase } from '../usePhrase.js';
import { useCanvasCommands } from './CanvasCommands.js';
import { type Choice, ChoiceList } from './ChoiceList.js';
import { families } from './families.js';

/** The one menu of canvas and outline: add, connect to…, move to…; each lists only what is legal. */
export function CanvasMenus({ focusNode }: { focusNode(id: string): void }) {
  const { t } = useTranslation('journeys');
  const ui = useUiStore();
  const menu = useUi((state) => state.menu);
  const close = (): void => {
    ui.set({ menu: null });
    requestAnimationFrame(() => focusNode(ui.get().current));
  };
  return (
    <Popover
      opened={menu !== null}
      onChange={(opened) => !opened && ui.set({ menu: null })}
      onDismiss={close}
      position="right-start"
      shadow="sm"
      trapFocus
      returnFocus={false}
      withRoles={false}
      withinPortal
    >
      <Popover.Target>
        <span style={{ position: 'fixed', left: menu?.at.x ?? 0, top: menu?.at.y ?? 0 }} />
      </Popover.Target>
      <Popover.Dropdown p={4} w={320} role="dialog" aria-label={menu ? t(`menu.${menu.kind}.title`) : undefined}>
        {menu && <MenuContent key={menu.kind} menu={menu} close={close} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function MenuContent({ menu, close }: { menu: CanvasMenu; close(): void }) {
  const { t } = useTranslation('journeys');
  const { actions } = useEditor();
  const ui = useUiStore();
  const commands = useCanvasCommands();
  const choices = useChoices(menu);
  const choose = (id: string): void => {
    if (menu.kind === 'add') {
      const added = actions.insert(menu.port, id as StepType);
      close();
      commands.inspect(added, false);
    } else if (menu.kind === 'move') {
      actions.move(menu.id, parsePort(id));
      close();
    } else if (menu.port === null) {
      ui.set({ menu: { ...menu, port: parsePort(id) } });
    } else {
      actions.connect(menu.port, id === '' ? null : id);
      close();
    }
  };
  const name = menu.kind === 'connect' && menu.port === null ? 'connectFrom' : menu.kind;
  return <ChoiceList key={name} label={t(`menu.${name}.title`)} empty={t(`menu.${name}.empty`)} choices={choices} onChoose={choose} onEscape={close} />;
}

function parsePort(id: string): Port {
  const at = id.lastIndexOf('/');
  return { from: id.slice(0, at), outlet: id.slice(at + 1) };
}

function useChoices(menu: CanvasMenu): Choice[] {
  const { t } = useTranslation('journeys');
  const definition = useDefinition();
  const { names } = useEditor();
  const say = usePhrase();
  const stepChoice = (id: string): Choice => {
    const step = stepById(definition, id);
    if (!step) return { id, title: id };
    return { id, title: say(title(step)), detail: say(summary(step, names)), ...families[step.type] };
  };
  const portChoice = (port: Port): Choice => {
    const from = port.from === triggerId ? { title: t('type.trigger'), ...families.trigger } : stepChoice(port.from);
    const branch = portPhrase(definition, port, names);
    const target = targetOf(definition, port);
    const before = target === null ? undefined : stepById(definition, target);
    const after = branch ? t('menu.afterBranch', { title: from.title, branch: say(branch) }) : t('menu.after', { title: from.title });
    return { ...from, id: portId(port), title: after, detail: before ? t('menu.before', { title: say(title(before)) }) : t('menu.looseEnd') };
  };
  switch (menu.kind) {
    case 'add':
      return stepTypes
        .filter((type) => insertable(definition, menu.port, type))
        .map((type) => ({ id: type, title: t(`type.${type}`), detail: t(`typeHelp.${type}`), ...families[type] }));
    case 'move':
      return moveTargets(definition, menu.id).map(portChoice);
    case 'connect': {
      if (menu.port === null) {
        const step = stepById(definition, menu.id);
        const ports =
          menu.id === triggerId ? [{ from: triggerId, outlet: 'start' }] : (step ? outletsOf(step) : []).map(({ outlet }) => ({ from: menu.id, outlet }));
        return ports.map((port) => {
          const words = portPhrase(definition, port, names) ?? phrase('menu.next');
          const target = targetOf(definition, port);
          const step = target === null ? undefined : stepById(definition, target);
          return { id: portId(port), title: say(words), detail: step ? t('menu.leadsTo', { title: say(title(step)) }) : t('menu.looseEnd') };
        });
      }
      const targets = connectTargets(definition, menu.port).map(stepChoice);
      return targetOf(definition, menu.port) === null
        ? targets
        : [...targets, { id: '', title: t('menu.connect.nowhere'), detail: t('menu.connect.nowhereHelp') }];
    }
  }
}
