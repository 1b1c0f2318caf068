import { openSpotlight } from '@mantine/spotlight';
import { type Icon, IconBook2, IconClockPlay, IconInbox, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router';

import { useSession } from '../../api/session.js';
import { AccountMenu } from './AccountMenu.js';
import { Hint } from './Hint.js';
import { LanguageMenu } from './LanguageMenu.js';
import { navigation } from './navigation.js';
import { RunningJobs } from './RunningJobs.js';
import { SchemeMenu } from './SchemeMenu.js';
import classes from './Shell.module.css';

const mac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent);

interface LeftBarProps {
  collapsed: boolean;
  /** Absent where the bar is a drawer. */
  onCollapse?: () => void;
}

export function LeftBar({ collapsed, onCollapse }: LeftBarProps) {
  const { t } = useTranslation('app');
  const session = useSession();
  const { temporalUiUrl, temporalNamespace, mailUrl } = session.links;
  return (
    <nav className={classes.bar} data-collapsed={collapsed || undefined} aria-label={t('shell.navigation')}>
      <Hint label={session.workspace.name} show={collapsed}>
        <Link to="/" className={classes.brand} aria-label={t('shell.homeOf', { workspace: session.workspace.name })}>
          <img src="/cairn.svg" alt="" className={classes.brandMark} />
          {!collapsed && <span>{session.workspace.name}</span>}
        </Link>
      </Hint>
      <ul className={classes.list}>
        <li>
          <Hint label={t('shell.search')} show={collapsed}>
            <button
              type="button"
              className={classes.item}
              onClick={openSpotlight}
              aria-label={collapsed ? t('shell.search') : undefined}
              aria-keyshortcuts="Control+K Meta+K"
            >
              <IconSearch size={20} stroke={1.5} />
              {!collapsed && <span>{t('shell.search')}</span>}
              {!collapsed && <kbd>{mac ? '⌘K' : t('shell.searchKeys')}</kbd>}
            </button>
          </Hint>
        </li>
      </ul>
      {navigation.map((group) => (
        <div key={group.name ?? ''}>
          {group.name !== null && (collapsed ? <hr className={classes.groupRule} /> : <div className={classes.group}>{t(`navigation.${group.name}`)}</div>)}
          <ul className={classes.list} aria-label={group.name === null ? undefined : t(`navigation.${group.name}`)}>
            {group.pages.map((page) => (
              <li key={page.to}>
                <Hint label={t(`navigation.${page.name}`)} show={collapsed}>
                  <NavLink to={page.to} end={page.to === '/'} className={classes.item} aria-label={collapsed ? t(`navigation.${page.name}`) : undefined}>
                    <page.icon size={20} stroke={1.5} />
                    {!collapsed && <span>{t(`navigation.${page.name}`)}</span>}
                  </NavLink>
                </Hint>
              </li>
            ))}
            {group.name === 'system' && temporalUiUrl !== null && (
              <Outside
                href={`${temporalUiUrl.replace(/\/$/, '')}/namespaces/${temporalNamespace}/workflows`}
                icon={IconClockPlay}
                label={t('navigation.temporal')}
                collapsed={collapsed}
              />
            )}
            {group.name === 'system' && mailUrl !== null && (
              <Outside href={mailUrl} icon={IconInbox} label={t('navigation.mailCatcher')} collapsed={collapsed} />
            )}
          </ul>
        </div>
      ))}
      <div className={classes.foot}>
        <RunningJobs collapsed={collapsed} />
        <ul className={classes.list}>
          <Outside href="/api/docs" icon={IconBook2} label={t('navigation.apiDocs')} collapsed={collapsed} />
          <li>
            <LanguageMenu collapsed={collapsed} />
          </li>
          <li>
            <SchemeMenu collapsed={collapsed} />
          </li>
          <li>
            <AccountMenu collapsed={collapsed} />
          </li>
          {onCollapse !== undefined && (
            <li>
              <Hint label={t(collapsed ? 'shell.expand' : 'shell.collapse')} show={collapsed}>
                <button
                  type="button"
                  className={classes.item}
                  onClick={onCollapse}
                  aria-expanded={!collapsed}
                  aria-label={collapsed ? t('shell.expand') : undefined}
                >
                  {collapsed ? <IconLayoutSidebarLeftExpand size={20} stroke={1.5} /> : <IconLayoutSidebarLeftCollapse size={20} stroke={1.5} />}
                  {!collapsed && <span>{t('shell.collapse')}</span>}
                </button>
              </Hint>
            </li>
          )}
        </ul>
      </div>
    </nav>
  );
}

function Outside({ href, icon: IconOf, label, collapsed }: { href: string; icon: Icon; label: string; collapsed: boolean }) {
  return (
    <li>
      <Hint label={label} show={collapsed}>
        <a href={href} target="_blank" rel="noreferrer" className={classes.item} aria-label={collapsed ? label : undefined}>
          <IconOf size={20} stroke={1.5} />
          {!collapsed && <span>{label}</span>}
        </a>
      </Hint>
    </li>
  );
}
