import type { ReactNode, RefObject } from 'react';
import { Link } from 'react-router';

import { ConfirmDialog } from './ConfirmDialog.js';
import { showDone } from './toasts.js';

/** What every such dialog is told by whoever opens it. */
export interface DeletingProps {
  opened: boolean;
  /** Gets the focus back. */
  opener: RefObject<HTMLElement | null>;
  onClose: () => void;
}

interface DeleteDialogProps extends DeletingProps {
  /** Said of the thing by its name: "Delete segment Buyers". */
  title: string;
  /** "Buyers is in use". */
  inUseTitle: string;
  /** What to do about those that use it. */
  inUseHint: string;
  action: string;
  /** Said when it is gone. */
  done: string;
  /** Who uses it: then it cannot be deleted. */
  usedBy: readonly { href: string; name: string }[];
  onConfirm: () => Promise<void>;
  /** What it means for people. */
  children: ReactNode;
}

/** Says first what deleting a thing means; or who uses it, since then it cannot be deleted. */
export function DeleteDialog({ title, inUseTitle, inUseHint, action, done, usedBy, onConfirm, children, ...deleting }: DeleteDialogProps) {
  const inUse = usedBy.length > 0;
  return (
    <ConfirmDialog
      {...deleting}
      title={inUse ? inUseTitle : title}
      action={action}
      danger
      blocked={inUse}
      onConfirm={async () => {
        await onConfirm();
        showDone(done);
      }}
    >
      {inUse ? (
        <>
          {inUseHint}
          <ul>
            {usedBy.map(({ href, name }) => (
              <li key={href}>
                <Link to={href}>{name}</Link>
              </li>
            ))}
          </ul>
        </>
      ) : (
        children
      )}
    </ConfirmDialog>
  );
}
