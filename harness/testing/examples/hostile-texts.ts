/** What `envsubst` and CI systems fill in, so that an audit asks for it. */
export const PLACEHOLDER = `$\{title}`;

/**
 * Texts that a build, a Dockerfile or whoever names a directory may put into a record, by what they try: each would mean something
 * to one reader of reports or another if it came through as it is.
 */
export const HOSTILE_TEXTS = {
  script: '<script>alert(1)</script>',
  'end of a script': '</script><script>alert(2)</script><!--<script>',
  'handler of an image': '"><img src=x onerror=alert(3)>',
  'handler in an attribute': "' onfocus='alert(4)' autofocus='",
  'drawing with a handler': '<svg/onload=alert(5)><a xlink:href="javascript:alert(6)">',
  'address with a script': 'javascript:alert(7)',
  'address with data': 'data:text/html,<script>alert(8)</script>',
  'end of a style': '</style><h1 id=injected>injected</h1>',
  'style of a page': '</title><style>body{display:none}</style><base href=//evil.example>',
  'end of a fold': '</summary></details></noscript></code><iframe src=//evil.example>',
  'character references': '&lt;b&gt; &#60;i&#62; &amp;lt; &nbsp;',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as templates of others are written
  'end of a comment or of data': '--> ]]> %> ?> */ {{ 7*7 }} ${7*7} <%= 7 %>',
  'link of Markdown': '[click](https://evil.example) ![](https://evil.example/x.png) [a]: //evil.example',
  'link by its address alone': 'https://evil.example www.evil.example ftp://evil.example mail@evil.example',
  'mention of a person': '@octocat @org/team @all',
  'reference of GitHub': '#1 GH-12 octocat/hello#3 da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'reference of GitLab': '!1 &2 %3 $4 ^5 ~bug ~"a label" group/project!6 [vulnerability:7] *iteration:8',
  'quick action of GitLab': '/close\n/label ~bug\n/assign @me',
  'reference in ordinary letters': 'GH-12 da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'commit in short': 'see 1f2e3d4 and',
  'milestone of GitLab': '%3',
  'picture of a word': ':tada:',
  'item of a list': '- item',
  'numbered item of a list': '1. item',
  'code by its place': '      code',
  rule: '---',
  'quick action alone': '/close',
  'row of a table': '| a | b |\n| --- | --- |\n| c | d |',
  'heading, list and rule': '\n# heading\n- item\n1. item\n---\n> quote\n    code',
  'code of Markdown': '``` `a` ```\n~~~\n$$x$$ $`y`$\n```mermaid\ngraph TD\n```',
  emphasis: '**bold** _em_ ~~gone~~ :tada: <!-- hidden',
  'command of GitHub Actions': '::error file=a,line=1::injected\n::set-output name=x::y\n  ::add-mask::a',
  'end of a message of GitHub Actions': 'a%0A::error::injected%0D%25,title=b::c',
  'old command of GitHub Actions': '##[command]injected ##[group]a',
  'command of Azure Pipelines': '##vso[task.setvariable variable=x]y',
  'section of GitLab': '\u001b[0Ksection_start:1560896352:a[collapsed=true]\r\u001b[0Khidden',
  'service message of TeamCity': "##teamcity[buildStatus status='FAILURE' text='x']",
  'commands of a terminal': '\u001b]0;title\u0007\u001b[2J\u001b[8mhidden\u001b]8;;https://evil.example\u001b\\link',
  'commands of a terminal in one byte': '\u009b2J\u009d0;title\u009c\u0090',
  'direction of text': '\u202egnirts\u2066a\u2069\u200f',
  'invisible characters': 'a\u200bb\u00adc\ufeffd\u2060e\u{e0001}\u{e0041}\u{e007f}f\ufff9g',
  'ends of lines': 'a\rb\nc\u0085d\u2028e\u2029f\u000bg\u000ch\r\n',
  'what XML forbids': '\u0000\u0001\u0008\u001f\ufffe\uffff\ud800x\udfff',
  'byte that is no UTF-8': 'caf\udce9',
  'item of YAML': '\nprivileged: true\n- ALL\n---\n!!js/function "x" &a *a {a: b} # c',
  'quotes of a shell': '\'; touch /tmp/injected; \' "$(touch /tmp/injected)" `touch /tmp/injected` \\',
  'option of a program': '--privileged --cap-add=ALL',
  'placeholder of a message': `{0} {1} %s %n %% ${PLACEHOLDER} $1 $& $\``,
  'name of a prototype': '__proto__ constructor toString',
  'words of the tool': 'needs nothing; works with nothing, proven; CAP_SYS_ADMIN; 6 of 6 trials served',
  'formula of a spreadsheet': '=cmd|" /C calc"!A0',
  'long text': 'x'.repeat(5_000),
  'long text without end of its code': `<code>${'&#60;'.repeat(300)}<b>`,
} as const satisfies Readonly<Record<string, string>>;

/** What a hostile text tries. */
export type HostileText = keyof typeof HOSTILE_TEXTS;
