import { UsageError } from './command-output.js';
import { type Settings, settingsSchema } from './test-file.js';

/** `--timezone ZONE`, `--cap 2/7d`. */
export function readSettings({ timezone, cap = [] }: { timezone?: string | undefined; cap?: string[] | undefined }): Settings {
  const caps = cap.map((text) => {
    const [limit, within] = text.split('/');
    return { channel: 'email', limit: Number(limit), within };
  });
  const parsed = settingsSchema.safeParse({ ...(timezone !== undefined && { timezone }), caps });
  if (!parsed.success) throw new UsageError(`--timezone or --cap is not valid: ${parsed.error.issues[0]?.message}.`);
  return parsed.data;
}
