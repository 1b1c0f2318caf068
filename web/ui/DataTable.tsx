import { Button, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
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
  /** Never broken over lines: times, badges. */
  oneLine?: boolean;
  /** The server's name of the field that the header sorts by; `-field` first asks for the largest or newest. */
  sort?: string;
}

export interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** The page of a row; its first cell becomes the link. */
  rowHref?: (row: Row) => string;
  total?: number | undefined;
  /** There are more rows to load. */
  more?: { loading: boolean; load: () => void } | undefined;
  /** The order now, `field` or `-field`. */
  sort?: string;
  onSort?: (sort: string) => void;
  /** Rows of another question are still shown. */
  busy?: boolean;
}

/** A list: rows of 36 px, sticky header that sorts, ↑ ↓ between rows, Enter opens, "Load more" at the end. */
export function DataTable<Row>({ label, columns, rows, rowKey, rowHref, total, more, sort = '', onSort, busy = false }: DataTableProps<Row>) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  return (
    <div className={classes.list}>
      <div className={classes.frame} data-busy={busy || undefined} aria-busy={busy}>
        <table className={classes.table} aria-label={label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <HeaderCell key={column.key} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <Rows columns={columns} rows={rows} rowKey={rowKey} rowHref={rowHref} />
        </table>
      </div>
      <div className={classes.foot}>
        <span>
          {total === undefined || total <= rows.length
            ? t('table.shown', { count: rows.length, n: format.number(rows.length) })
            : t('table.shownOf', { n: format.number(rows.length), total: format.number(total) })}
        </span>
        {more !== undefined && (
          <Button variant="default" size="xs" loading={more.loading} onClick={more.load}>
            {t('table.more')}
          </Button>
        )}
      </div>
    </div>
  );
}

function HeaderCell<Row>({ column, sort, onSort }: { column: Column<Row>; sort: string; onSort: ((sort: string) => void) | undefined }) {
  const frame = { scope: 'col', 'data-numeric': column.numeric, 'data-optional': column.optional, style: { width: column.width } } as const;
  if (column.sort === undefined || onSort === undefined) {
    return <th {...frame}>{column.headerHidden === true ? <VisuallyHidden>{column.header}</VisuallyHidden> : column.header}</th>;
  }
  const field = column.sort.replace(/^-/, '');
  const [up, down] = [sort === field, sort === `-${field}`];
  const next = up ? `-${field}` : down ? field : column.sort;
  const IconOf = up ? IconArrowUp : down ? IconArrowDown : IconArrowsSort;
  return (
    <th {...frame} aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}>
      <button type="button" className={classes.sort} onClick={() => onSort(next)}>
        {column.header}
        <IconOf size={14} stroke={1.5} aria-hidden="true" />
      </button>
    </th>
  );
}

type RowsProps<Row> = Pick<DataTableProps<Row>, 'columns' | 'rows' | 'rowKey'> & { rowHref: ((row: Row) => string) | undefined };

function Rows<Row>({ columns, rows, rowKey, rowHref }: RowsProps<Row>) {
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
              <td key={column.key} data-numeric={column.numeric} data-optional={column.optional} data-one-line={column.oneLine}>
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
  );
}
