declare module 'mjml' {
  interface MjmlError {
    line: number;
    message: string;
    tagName: string;
  }
  function mjml2html(source: string, options: Record<string, unknown>): Promise<{ html: string; errors: MjmlError[] }>;
  export default mjml2html;
}

declare module 'html-to-text' {
  export function convert(html: string, options?: Record<string, unknown>): string;
}
