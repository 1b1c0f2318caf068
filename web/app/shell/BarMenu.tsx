import { Menu } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import classes from './Shell.module.css';

interface BarMenuProps {
  icon: Icon;
  /** What the menu is about; its accessible name together with `value`. */
  label: string;
  value: string;
  collapsed: boolean;
  children: ReactNode;
}

/** A row of the left bar that opens a menu. */
export function BarMenu({ icon: IconOf, label, value, collapsed, children }: BarMenuProps) {
  return (
    <Menu position="right-end" shadow="sm" width={220} withinPortal>
      <Menu.Target>
        {/* A title, not a Tooltip: between Menu.Target and its button one would swallow the click. */}
        <button type="button" className={classes.item} aria-label={`${label}: ${value}`} title={collapsed ? value : undefined}>
          <IconOf size={20} stroke={1.5} />
          {!collapsed && <span>{value}</span>}
        </button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
