import { ActionIcon, Tooltip } from '@mantine/core';
import { type Icon, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './JourneyPage.module.css';
import { PanelResizer } from './PanelResizer.js';
import { usePanelWidth } from './usePanelWidth.js';

interface SidePanelProps {
  icon: Icon;
  hue?: string;
  title: string;
  /** What the panel is, for screen readers. */
  label: string;
  aside?: ReactNode;
  children: ReactNode;
  onClose(): void;
}

/** The panel on the right: beside the canvas, not over it; as wide as somebody likes. Esc closes it. */
export function SidePanel({ icon: Icon, hue = 'var(--cairn-accent)', title, label, aside, children, onClose }: SidePanelProps) {
  const { t } = useTranslation('journeys');
  const [width, setWidth] = usePanelWidth();
  return (
    <aside
      className={styles.panel}
      style={{ '--panel-width': `${width}px` } as React.CSSProperties}
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <PanelResizer width={width} onWidth={setWidth} />
      <div className={styles.panelHead}>
        <span className={styles.panelIcon} style={{ '--family': hue } as React.CSSProperties}>
          <Icon size={20} stroke={1.5} aria-hidden />
        </span>
        <h2 className={styles.panelTitle} title={title}>
          {title}
        </h2>
        {aside}
        <Tooltip label={t('panel.close')}>
          <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('panel.close')} onClick={onClose}>
            <IconX size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={styles.panelBody}>{children}</div>
    </aside>
  );
}
