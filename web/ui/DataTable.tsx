import { Button, Checkbox, VisuallyHidden } from '@mantine/core';
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
  /** Rows can be chosen: by their box, or by X on a row. */
  selection?: Selection<Row>;
}

export interface Selection<Row> {
  /** rowKeys. */
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
  /** What a row is called, for its box. */
  nameOf: (row: Row) => string;
}

/** A list: rows of 36 px, sticky header that sorts, ↑ ↓ between rows, Enter opens, "Load more" at the end. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, rowHref, total, more, sort = '', onSort, busy = false, selection } = props;
  const { t } = useTranslation('ui');
  const format = useFormat();
  return (
    <div className={classes.list}>
      <div className={classes.frame} data-busy={busy || undefined} aria-busy={busy}>
        <table className={classes.table} aria-label={label}>
          <thead>
            <tr>
              {selection && <ChooseAll rows={rows} rowKey={rowKey} selection={selection} />}
              {columns.map((column) => (
                <HeaderCell key={column.key} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <Rows columns={columns} rows={rows} rowKey={rowKey} rowHref={rowHref} selection={selection} />
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

/** Every row that is shown, or none. */
function ChooseAll<Row>({ rows, rowKey, selection: { chosen, onChange } }: Pick<DataTableProps<Row>, 'rows' | 'rowKey'> & { selection: Selection<Row> }) {
  const { t } = useTranslation('ui');
  const keys = rows.map(rowKey);
  const all = keys.length > 0 && keys.every((key) => chosen.has(key));
  return (
    <th scope="col" className={classes.choose}>
      <Checkbox
        aria-label={t('table.chooseAll')}
        checked={all}
        indeterminate={!all && keys.some((key) => chosen.has(key))}
        onChange={() => onChange(all ? new Set() : new Set([...chosen, ...keys]))}
      />
    </th>
  );
}

function toggled(chosen: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return next;
}

type RowsProps<Row> = Pick<DataTableProps<Row>, 'columns' | 'rows' | 'rowKey'> & {
  rowHref: ((row: Row) => string) | undefined;
  selection: Selection<Row> | undefined;
};

function Rows<Row>({ columns, rows, rowKey, rowHref, selection }: RowsProps<Row>) {
  const { t } = useTranslation('ui');
  const navigate = useNavigate();
  const body = useRef<HTMLTableSectionElement>(null);
  const onKey = (event: KeyboardEvent): void => {
    const focused = (event.target as HTMLElement).closest<HTMLElement>('a[data-row]')?.dataset.row;
    if (selection && focused && event.key === 'x' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      selection.onChange(toggled(selection.chosen, focused));
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || body.current === null) return;
    const links = [...body.current.querySelectorAll<HTMLElement>('a[data-row]')];
    const next = links[links.indexOf(document.activeElement as HTMLElement) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <tbody ref={body} onKeyDown={onKey}>
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
                (event.target as HTMLElement).closest('a,button,label,input') !== null ||
                window.getSelection()?.isCollapsed === false
              )
                return;
              if (event.metaKey || event.ctrlKey) window.open(href, '_blank', 'noopener');
              else void navigate(href);
            }}
          >
            {selection && (
              // The whole cell clicks: the box alone is a small target.
              // biome-ignore lint/a11y/useKeyWithClickEvents: the box inside is the control
              <td className={classes.choose} onClick={(event) => event.stopPropagation()}>
                <Checkbox
                  aria-label={t('table.choose', { name: selection.nameOf(row) })}
                  checked={selection.chosen.has(rowKey(row))}
                  onChange={() => selection.onChange(toggled(selection.chosen, rowKey(row)))}
                />
              </td>
            )}
            {columns.map((column, index) => (
              <td key={column.key} data-numeric={column.numeric} data-optional={column.optional} data-one-line={column.oneLine}>
                {index === 0 && href !== undefined ? (
                  <Link to={href} data-row={rowKey(row)} className={classes.rowLink}>
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
