// How the surrounding code is written: quotes, semicolons, line ends, indentation.

const count = (text, pattern) => text.match(pattern)?.length ?? 0;

export const styleOf = (text, ast) => {
  const { body } = ast.program;
  const plain = body.filter(({ type }) => /^(ImportDeclaration|VariableDeclaration|ExpressionStatement|ExportAllDeclaration)$/.test(type) || type.startsWith('Export'));
  const ended = plain.filter(({ start, end }) => /\S[ \t]*;$/.test(text.slice(start, end))).length;
  const own = count(text, /;[ \t]*\r?$/gm);
  const quote = count(text, /"(?:[^"\\\n]|\\.)*"/g) > count(text, /'(?:[^'\\\n]|\\.)*'/g) ? '"' : "'";
  const semicolon = ended || own > 1 ? ';' : '';
  return {
    quote,
    semicolon,
    /** How a statement ends before `rest`: without semicolons, a parenthesis would go on with it. */
    endBefore: (rest) => (/^\s*[([`+\-/*]/.test(rest.replace(/^(\s*(\/\/.*|\/\*[\s\S]*?\*\/))+/, '')) ? ';' : semicolon),
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    quoted: (value) => quote + value + quote,
  };
};
