import type { KeyboardEvent, PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './JourneyPage.module.css';
import { panelWidths } from './usePanelWidth.js';

const keyStepPx = 16;

/** The panel's left edge: dragged, or moved with the arrow keys. */
export function PanelResizer({ width, onWidth }: { width: number; onWidth(width: number): void }) {
  const { t } = useTranslation('journeys');
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    const handle = event.currentTarget;
    const [startX, startWidth] = [event.clientX, width];
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => onWidth(startWidth + startX - moved.clientX);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true });
  };
  const keys: Record<string, number | undefined> = {
    ArrowLeft: width + keyStepPx,
    ArrowRight: width - keyStepPx,
    Home: panelWidths.least,
    End: panelWidths.most,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = keys[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onWidth(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved; a separator that takes the focus can (WAI-ARIA window splitter).
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('panel.width')}
      aria-valuenow={width}
      aria-valuemin={panelWidths.least}
      aria-valuemax={panelWidths.most}
      tabIndex={0}
      className={styles.resizer}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
