import { mint, qrSvg } from "codemint";
document.body.innerHTML = qrSvg((document.title = mint({ alphabet: "decimal", length: 9 })));
