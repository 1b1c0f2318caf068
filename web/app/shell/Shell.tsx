import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconMenu2, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation, useNavigation } from 'react-router';

import { useSession } from '../../api/session.js';
import { PageSkeleton } from '../../ui/skeletons.js';
import { useFocusHeading } from '../useFocusHeading.js';
import { LeftBar } from './LeftBar.js';
import classes from './Shell.module.css';

const Search = lazy(async () => ({ default: (await import('./Search.js')).Search }));

/** The frame around every page: skip link, left bar, demo notice, the page itself. */
export function Shell() {
  const { t } = useTranslation('app');
  const session = useSession();
  const location = useLocation();
  const busy = useNavigation().state !== 'idle';
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [collapsed, setCollapsed] = useLocalStorage({ key: 'cairn-bar-collapsed', defaultValue: false, getInitialValueInEffect: false });
  const [menu, menuActions] = useDisclosure(false);
  const main = useRef<HTMLElement>(null);
  useFocusHeading(main);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(menuActions.close, [location.pathname]);
  return (
    <div className={classes.shell} data-collapsed={collapsed || undefined}>
      <a className={classes.skip} href="#main">
        {t('shell.skip')}
      </a>
      {narrow ? (
        <header className={classes.topBar}>
          <ActionIcon variant="subtle" color="gray" size={36} onClick={menuActions.toggle} aria-label={t('shell.openMenu')} aria-expanded={menu}>
            {menu ? <IconX size={20} stroke={1.5} /> : <IconMenu2 size={20} stroke={1.5} />}
          </ActionIcon>
          <span className={classes.topBarName}>{session.workspace.name}</span>
        </header>
      ) : (
        <LeftBar collapsed={collapsed} onCollapse={() => setCollapsed((value) => !value)} />
      )}
      {narrow && (
        <Drawer.Root opened={menu} onClose={menuActions.close} padding={0} size={264} transitionProps={{ duration: 150 }}>
          <Drawer.Overlay />
          {/* The root has no role, so no name: the dialog has. */}
          <Drawer.Content aria-label={t('shell.menu')}>
            <Drawer.Body>
              <LeftBar collapsed={false} />
            </Drawer.Body>
          </Drawer.Content>
        </Drawer.Root>
      )}
      <main id="main" ref={main} className={classes.main} tabIndex={-1}>
        {busy && <div className={classes.progress} aria-hidden="true" />}
        {session.workspace.demo && <p className={classes.demo}>{t('shell.demo')}</p>}
        <div className={classes.page}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </div>
      </main>
      <Suspense fallback={null}>
        <Search />
      </Suspense>
    </div>
  );
}
