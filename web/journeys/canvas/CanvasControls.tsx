import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconHandMove, IconKeyboard, IconMaximize, IconMinus, IconPlus, IconSitemap } from '@tabler/icons-react';
import { useReactFlow, useStore } from '@xyflow/react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import type { LayoutResult } from '../layout/shape.js';
import { nodeOrder } from '../model/order.js';
import { phrase } from '../model/phrase.js';
import { useDefinition, useEditor, usePositions } from '../page/EditorContext.js';
import { useUiStore } from '../page/ui-store.js';
import styles from './Canvas.module.css';

/** Zoom, and whether steps stand where somebody put them. */
export function CanvasControls({ layout, onKeysHelp }: { layout: LayoutResult; onKeysHelp(): void }) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const flow = useReactFlow();
  const zoom = useStore((state) => Math.round(state.transform[2] * 100) / 100);
  const buttons = [
    { name: 'zoomOut', icon: <IconMinus size={16} stroke={1.5} aria-hidden />, run: () => void flow.zoomOut() },
    { name: 'zoomIn', icon: <IconPlus size={16} stroke={1.5} aria-hidden />, run: () => void flow.zoomIn() },
    { name: 'fit', icon: <IconMaximize size={16} stroke={1.5} aria-hidden />, run: () => void flow.fitView({ padding: 0.15, maxZoom: 1 }) },
    { name: 'keys', icon: <IconKeyboard size={18} stroke={1.5} aria-hidden />, run: onKeysHelp },
  ].map(({ name, icon, run }) => (
    <Tooltip key={name} label={t(`canvas.${name}`)}>
      <ActionIcon variant="subtle" color="gray" size={32} aria-label={t(`canvas.${name}`)} onClick={run}>
        {icon}
      </ActionIcon>
    </Tooltip>
  ));
  return (
    <div className={styles.controls}>
      {buttons[0]}
      <Tooltip label={t('canvas.actualSize')}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          h={32}
          className={styles.zoomLevel}
          onClick={() => void flow.zoomTo(1)}
          aria-label={t('canvas.zoomNow', { percent: format.percent(zoom) })}
        >
          {format.percent(zoom)}
        </Button>
      </Tooltip>
      {buttons.slice(1)}
      <ArrangeButton layout={layout} />
    </div>
  );
}

function ArrangeButton({ layout }: { layout: LayoutResult }) {
  const { t } = useTranslation('journeys');
  const ui = useUiStore();
  const { actions, readOnly } = useEditor();
  const isArranged = usePositions() !== null;
  const definition = useDefinition();
  if (readOnly) return null;
  const arrange = (): void => {
    const corners = nodeOrder(definition).flatMap((id) => {
      const box = layout.nodes.get(id);
      return box ? [[id, { x: Math.round(box.x - box.width / 2), y: Math.round(box.y - box.height / 2) }] as const] : [];
    });
    actions.arrangeByHand(Object.fromEntries(corners));
    ui.set({ said: phrase('arrange.began') });
  };
  const tidyUp = (): void => {
    actions.tidyUp();
    ui.set({ said: phrase('arrange.ended') });
  };
  return (
    <Tooltip label={t(isArranged ? 'arrange.tidyUpHelp' : 'arrange.byHandHelp')} multiline maw={280}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        h={32}
        leftSection={isArranged ? <IconSitemap size={16} stroke={1.5} aria-hidden /> : <IconHandMove size={16} stroke={1.5} aria-hidden />}
        onClick={isArranged ? tidyUp : arrange}
      >
        {t(isArranged ? 'arrange.tidyUp' : 'arrange.byHand')}
      </Button>
    </Tooltip>
  );
}
