import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconKeyboard, IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import { useReactFlow, useStore } from '@xyflow/react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import styles from './Canvas.module.css';

export function CanvasControls({ onKeysHelp }: { onKeysHelp(): void }) {
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
    </div>
  );
}
