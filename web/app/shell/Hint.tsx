import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

/** The word that a collapsed bar hides. */
export function Hint({ label, show, children }: { label: string; show: boolean; children: ReactNode }) {
  return (
    <Tooltip label={label} position="right" disabled={!show}>
      {children}
    </Tooltip>
  );
}
