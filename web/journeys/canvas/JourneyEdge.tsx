import { Tooltip } from '@mantine/core';
import { type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormat } from '../../app/i18n/format.js';
import { roundedPath } from '../layout/path.js';
import type { EdgeRoute } from '../layout/shape.js';
import { peopleFilter } from '../model/people-filter.js';
import { triggerId } from '../model/ports.js';
import styles from './Canvas.module.css';
import { useCanvasCommands } from './CanvasCommands.js';
import type { EdgeView } from './canvas-model.js';
import { PlusButton } from './PlusButton.js';

export type JourneyEdgeType = Edge<EdgeView & { route: EdgeRoute }, 'journey'>;

/** Drawn along the layout's own corners, not between xyflow's handles. */
export const JourneyEdge = memo(function JourneyEdge({ data }: EdgeProps<JourneyEdgeType>) {
  const { t } = useTranslation('journeys');
  const format = useFormat();
  const commands = useCanvasCommands();
  if (!data) return null;
  const { route, chip, full, loop, people, width, follow, port, next } = data;
  const end = route.points[route.points.length - 1];
  const branchEnd = end && next !== null ? `M${end.x - 5} ${end.y - 7} L${end.x} ${end.y - 1} L${end.x + 5} ${end.y - 7}` : '';
  return (
    <>
      <path
        d={roundedPath(route.points)}
        className={styles.edge}
        data-loop={loop || undefined}
        data-follow={follow}
        style={{ strokeWidth: follow === 'taken' ? 3 : width }}
      />
      {branchEnd !== '' && <path d={branchEnd} className={styles.edge} data-follow={follow} />}
      <EdgeLabelRenderer>
        <div className={styles.label} data-follow={follow} style={{ transform: `translate(-50%, -50%) translate(${route.label.x}px, ${route.label.y}px)` }}>
          {chip !== null && (
            <Tooltip label={full} disabled={full === null} multiline maw={320}>
              <span className={styles.chip} data-loop={loop || undefined}>
                {chip}
                {people !== null && (
                  <button
                    type="button"
                    tabIndex={-1}
                    className={`${styles.chipCount} nopan`}
                    title={format.number(people)}
                    aria-label={t('counts.took', { count: people, way: full ?? chip })}
                    onClick={() => commands.showPeople(port.from, port.from === triggerId ? '' : peopleFilter({ way: port.outlet }))}
                  >
                    {people < 10_000 ? format.number(people) : format.compact(people)}
                  </button>
                )}
              </span>
            </Tooltip>
          )}
          {next !== null && <PlusButton port={port} />}
        </div>
      </EdgeLabelRenderer>
    </>
  );
});
