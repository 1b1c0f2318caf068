import { Menu, Tooltip } from '@mantine/core';
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
        <Tooltip label={value} position="right" disabled={!collapsed}>
          <button type="button" className={classes.item} aria-label={`${label}: ${value}`}>
            <IconOf size={20} stroke={1.5} />
            {!collapsed && <span>{value}</span>}
          </button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
