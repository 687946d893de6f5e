import { mint, qrSvg } from "codemint";
export default { fetch: () => answer(mint({ alphabet: "decimal", length: 9 })) };

const answer = (code) =>
  new Response(qrSvg(code), { headers: { "content-type": "image/svg+xml", "x-code": code } });
