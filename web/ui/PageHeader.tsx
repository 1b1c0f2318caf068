import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';

import classes from './PageHeader.module.css';

export interface PageHeaderProps {
  /** The name of the thing on this page. */
  title: string;
  /** Where it is listed. */
  parent?: { to: string; label: string };
  /** Beside the name: status badges. */
  status?: ReactNode;
  /** Save state, or one quiet line about the thing. */
  note?: ReactNode;
  /** One filled button, at most two others, the rest in a menu. */
  actions?: ReactNode;
  /** Tabs or filters that stay in sight. */
  children?: ReactNode;
}

/** Sticky top of a page: h1, status, save state, actions. Names the browser tab too. */
export function PageHeader({ title, parent, status, note, actions, children }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Cairn`;
  }, [title]);
  return (
    <div className={classes.header}>
      <div className={classes.row}>
        <div className={classes.names}>
          {parent !== undefined && (
            <span className={classes.parent}>
              <Link to={parent.to}>{parent.label}</Link>
              <IconChevronRight size={16} stroke={1.5} aria-hidden="true" />
            </span>
          )}
          <h1 className={classes.title} title={title}>
            {title}
          </h1>
          {status}
          {note !== undefined && <div className={classes.note}>{note}</div>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}
