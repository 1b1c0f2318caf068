import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { stepTypes } from '../model/new-step.js';
import { allPorts, portId } from '../model/ports.js';
import { insertable } from '../model/targets.js';
import { useEditor } from '../page/EditorContext.js';
import { useUiStore } from '../page/ui-store.js';
import styles from './Canvas.module.css';
import { families } from './families.js';

const storageKey = 'cairn-palette';

/** The same list as the "+" menu, for dragging. */
export function Palette() {
  const { t } = useTranslation('journeys');
  const ui = useUiStore();
  const { editor } = useEditor();
  const [open, setOpen] = useState(() => localStorage.getItem(storageKey) !== 'closed');
  const toggle = (): void => {
    localStorage.setItem(storageKey, open ? 'closed' : 'open');
    setOpen(!open);
  };
  if (!open) {
    return (
      <Tooltip label={t('palette.open')} position="right">
        <ActionIcon variant="default" size="lg" aria-label={t('palette.open')} onClick={toggle}>
          <IconPlus size={20} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tooltip>
    );
  }
  return (
    <div className={styles.palette}>
      <Group justify="space-between" wrap="nowrap" pl={8}>
        <Text size="xs" c="dimmed" fw={600}>
          {t('palette.title')}
        </Text>
        <Tooltip label={t('palette.close')}>
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('palette.close')} onClick={toggle}>
            <IconLayoutSidebarLeftCollapse size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      {stepTypes.map((type) => {
        const { hue, icon: Icon } = families[type];
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: dragging only; the "+" menu and key A do the same.
          <div
            key={type}
            className={styles.paletteItem}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.setData('application/x-cairn', type);
              const { definition } = editor.document;
              const ports = new Set(
                allPorts(definition)
                  .filter((port) => insertable(definition, port, type))
                  .map(portId),
              );
              setTimeout(() => ui.set({ drag: { kind: 'add', type, ports } }), 0);
            }}
            onDragEnd={() => ui.set({ drag: null })}
          >
            <span className={styles.menuIcon} style={{ '--family': hue } as React.CSSProperties}>
              <Icon size={16} stroke={1.5} aria-hidden />
            </span>
            {t(`type.${type}`)}
          </div>
        );
      })}
    </div>
  );
}
