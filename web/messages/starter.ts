import type { TemplateDefinition } from '../api/messages.js';

/** What a new template starts from: complete, so that its preview shows a mail at once. */
export const starterTemplate: TemplateDefinition = {
  name: '',
  subject: 'Hello {{ traits.first_name | default: "there" }}',
  mjml: `<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text font-size="20px">Hello {{ traits.first_name | default: "there" }}</mj-text>
        <mj-text>Write your message here.</mj-text>
        <mj-text font-size="12px" color="#5c636a">
          <a href="{{ unsubscribe_url }}">Unsubscribe</a>
        </mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`,
};
