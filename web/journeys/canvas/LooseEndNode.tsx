import type { Node, NodeProps } from '@xyflow/react';
import { memo } from 'react';

import type { Port } from '../model/ports.js';
import styles from './Canvas.module.css';
import { PlusButton } from './PlusButton.js';

export type LooseEndNodeType = Node<{ port: Port; faded: boolean }, 'looseEnd'>;

/** A way that leads nowhere yet: only its "+". */
export const LooseEndNode = memo(function LooseEndNode({ data }: NodeProps<LooseEndNodeType>) {
  return (
    <div className={`${styles.looseEnd} nopan`} data-faded={data.faded || undefined}>
      <PlusButton port={data.port} loose />
    </div>
  );
});
