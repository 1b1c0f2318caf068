import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { BarMenu } from './BarMenu.js';

const schemes = [
  { name: 'auto', icon: IconDeviceDesktop },
  { name: 'light', icon: IconSun },
  { name: 'dark', icon: IconMoon },
] as const;

export function SchemeMenu({ collapsed }: { collapsed: boolean }) {
  const { t } = useTranslation('app');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = schemes.find((scheme) => scheme.name === colorScheme) ?? schemes[0];
  return (
    <BarMenu icon={current.icon} label={t('shell.scheme')} value={t(`shell.schemes.${current.name}`)} collapsed={collapsed}>
      {schemes.map((scheme) => (
        <Menu.Item
          key={scheme.name}
          aria-current={scheme.name === colorScheme ? 'true' : undefined}
          leftSection={<scheme.icon size={16} stroke={1.5} />}
          rightSection={scheme.name === colorScheme ? <IconCheck size={16} stroke={1.5} /> : null}
          onClick={() => setColorScheme(scheme.name)}
        >
          {t(`shell.schemes.${scheme.name}`)}
        </Menu.Item>
      ))}
    </BarMenu>
  );
}
