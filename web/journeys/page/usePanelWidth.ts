import { useCallback, useState } from 'react';

export const panelWidths = { least: 360, most: 560, usual: 400 } as const;
const storageKey = 'cairn-panel-width';

/** px; kept on this device, for every journey. */
export function usePanelWidth(): [number, (width: number) => void] {
  const [width, setWidth] = useState(() => within(Number(localStorage.getItem(storageKey) ?? panelWidths.usual)));
  const set = useCallback((wanted: number) => {
    const next = within(wanted);
    localStorage.setItem(storageKey, String(next));
    setWidth(next);
  }, []);
  return [width, set];
}

function within(width: number): number {
  return Number.isFinite(width) ? Math.round(Math.min(panelWidths.most, Math.max(panelWidths.least, width))) : panelWidths.usual;
}
