import { expect, test } from 'vitest';

import { identitiesIn, type LineType } from './list-of-identities.js';

test.each<[string, string, LineType, string[]]>([
  ['one a line, however lines end', 'a@x.org\r\nb@x.org\nc@x.org\rd@x.org', 'email', ['email:a@x.org', 'email:b@x.org', 'email:c@x.org', 'email:d@x.org']],
  ['each once, in their order', 'u2\nu1\nu2', 'userId', ['userId:u2', 'userId:u1']],
  ['blank lines and blanks around count for nothing', '\n  u1 \n\n', 'userId', ['userId:u1']],
  ['the first column of a table', 'u1,Ann,12\nu2;Ben;13\nu3\tCid', 'userId', ['userId:u1', 'userId:u2', 'userId:u3']],
  ['a quoted cell keeps its commas and quotes', '"a,b",Ann\n"say ""hi""",Ben', 'userId', ['userId:a,b', 'userId:say "hi"']],
  ['a first line that names the column is left out', '\u{feff}Email,Name\na@x.org,Ann', 'email', ['email:a@x.org']],
  ['a later line that says so is a value', 'a\nemail', 'userId', ['userId:a', 'userId:email']],
  ['lines that say what they are', 'userId:u1\nexternal:crm:7', 'asWritten', ['userId:u1', 'external:crm:7']],
  ['nothing at all', ' \n', 'email', []],
])('%s', (_name, text, type, identities) => {
  expect(identitiesIn(text, type)).toEqual(identities);
});
