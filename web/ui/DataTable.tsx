import { Button, VisuallyHidden } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { useFormat } from '../app/i18n/format.js';
import classes from './DataTable.module.css';

export interface Column<Row> {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand right, in tabular figures. */
  numeric?: boolean;
  width?: number | string;
  /** The cells speak for themselves: the header is only for screen readers. */
  headerHidden?: boolean;
  /** Left out on narrow screens. */
  optional?: boolean;
}

interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** The page of a row; its first cell becomes the link. */
  rowHref?: (row: Row) => string;
  total?: number | undefined;
  hasMore?: boolean;
  loadingMore?: boolean;
  onLoadMore?: () => void;
}

/** A list: rows of 36 px, sticky header, ↑ ↓ between rows, Enter opens, "Load more" at the end. */
export function DataTable<Row>({ label, columns, rows, rowKey, rowHref, total, hasMore = false, loadingMore = false, onLoadMore }: DataTableProps<Row>) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const navigate = useNavigate();
  const body = useRef<HTMLTableSectionElement>(null);
  const moveFocus = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || body.current === null) return;
    const links = [...body.current.querySelectorAll<HTMLElement>('a[data-row]')];
    const next = links[links.indexOf(document.activeElement as HTMLElement) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <div>
      <div className={classes.frame}>
        <table className={classes.table} aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col" data-numeric={column.numeric} data-optional={column.optional} style={{ width: column.width }}>
                  {column.headerHidden === true ? <VisuallyHidden>{column.header}</VisuallyHidden> : column.header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={moveFocus}>
            {rows.map((row) => {
              const href = rowHref?.(row);
              return (
                <tr
                  key={rowKey(row)}
                  data-link={href !== undefined || undefined}
                  onClick={(event) => {
                    if (
                      href === undefined ||
                      event.defaultPrevented ||
                      (event.target as HTMLElement).closest('a,button') !== null ||
                      window.getSelection()?.isCollapsed === false
                    )
                      return;
                    if (event.metaKey || event.ctrlKey) window.open(href, '_blank', 'noopener');
                    else void navigate(href);
                  }}
                >
                  {columns.map((column, index) => (
                    <td key={column.key} data-numeric={column.numeric} data-optional={column.optional}>
                      {index === 0 && href !== undefined ? (
                        <Link to={href} data-row="" className={classes.rowLink}>
                          {column.cell(row)}
                        </Link>
                      ) : (
                        column.cell(row)
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <div className={classes.foot}>
        <span>
          {total === undefined
            ? t('table.shown', { count: rows.length, n: format.number(rows.length) })
            : t('table.shownOf', { n: format.number(rows.length), total: format.number(total) })}
        </span>
        {hasMore && (
          <Button variant="default" size="xs" loading={loadingMore} onClick={onLoadMore}>
            {t('table.more')}
          </Button>
        )}
      </div>
    </div>
  );
}
