import { Menu } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { call } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { showFailure } from '../../ui/toasts.js';
import { BarMenu } from './BarMenu.js';

export function AccountMenu({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation('app');
  const session = useSession();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const signOut = async (): Promise<void> => {
    try {
      await call('DELETE', '/api/session');
    } catch (error) {
      showFailure(error);
      return;
    }
    await navigate('/sign-in');
    queryClient.clear();
  };
  return (
    <BarMenu icon={IconUserCircle} label={t('shell.account')} value={session.user.name} collapsed={collapsed}>
      <Menu.Label>{session.user.email}</Menu.Label>
      <Menu.Item leftSection={<IconLogout size={16} stroke={1.5} />} onClick={() => void signOut()}>
        {t('shell.signOut')}
      </Menu.Item>
    </BarMenu>
  );
}
