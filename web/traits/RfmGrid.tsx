import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import type { ReadySetPreview } from '../api/traits.js';
import { useFormat } from '../app/i18n/format.js';
import { ConfirmDialog } from '../ui/ConfirmDialog.js';
import { putNew } from '../ui/keys.js';
import classes from './RfmGrid.module.css';
import { conditionOfCell } from './rfm-cell.js';

type Cell = NonNullable<ReadySetPreview['grid']>[number];

const scores = [1, 2, 3, 4, 5];

interface RfmGridProps {
  grid: Cell[];
  names: { readonly [key: string]: string };
  /** A segment can be made only of scores that are there. */
  installed: boolean;
}

/** How many people are where, by recency and by frequency and monetary value: a table whose cells are shaded, each the start of a segment. */
export function RfmGrid({ grid, names, installed }: RfmGridProps) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  const [chosen, setChosen] = useState<Cell | null>(null);
  const most = Math.max(1, ...grid.map(({ people }) => people));
  const nameOf = ({ segment }: Cell): string => names[`rfm-${segment}`] ?? segment;
  const cellAt = (recency: number, value: number) => grid.find((cell) => cell.recency === recency && cell.value === value);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wider than a narrow screen, so it scrolls, by keyboard too */}
      <section className={classes.scroll} tabIndex={0} aria-label={t('grid.title')}>
        <table className={classes.grid}>
          <caption>{t(installed ? 'grid.how' : 'grid.howLater')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('grid.recency')}</th>
              {scores.map((value) => (
                <th key={value} scope="col">
                  {t('grid.value', { n: format.number(value) })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {scores.toReversed().map((recency) => (
              <tr key={recency}>
                <th scope="row">{format.number(recency)}</th>
                {scores.map((value) => {
                  const cell = cellAt(recency, value);
                  if (cell === undefined) return <td key={value} />;
                  const said = t('grid.cell', { n: format.number(cell.people), count: cell.people, name: nameOf(cell) });
                  return (
                    <td key={value} style={{ '--share': `${Math.round((60 * cell.people) / most)}%` } as React.CSSProperties}>
                      <button type="button" aria-label={said} aria-disabled={!installed || undefined} onClick={() => installed && setChosen(cell)}>
                        <span className={classes.count}>{format.number(cell.people)}</span>
                        <span className={classes.name}>{nameOf(cell)}</span>
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {chosen !== null && <MakeSegment cell={chosen} name={nameOf(chosen)} onClose={() => setChosen(null)} />}
    </>
  );
}

function MakeSegment({ cell, name, onClose }: { cell: Cell; name: string; onClose: () => void }) {
  const { t } = useTranslation('traits');
  const format = useFormat();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const words = { recency: format.number(cell.recency), value: format.number(cell.value), name, count: cell.people, n: format.number(cell.people) };
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t('grid.makeTitle')}
      action={t('grid.make', words)}
      onConfirm={async () => {
        const definition = { name: t('grid.segmentName', words), condition: conditionOfCell(cell) };
        const key = await putNew('/api/segments', `rfm-${cell.recency}-${cell.value}`, definition);
        await queryClient.invalidateQueries({ queryKey: ['/api/segments'] });
        await navigate(`/segments/${key}`);
      }}
    >
      {t('grid.makeText', words)}
    </ConfirmDialog>
  );
}
