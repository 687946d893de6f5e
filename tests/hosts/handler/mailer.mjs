// An SMTP mailer, as a host of the package would write it.

import { createTransport } from "nodemailer";

/** A mailer that sends through the server at that address, without TLS. */
export function smtpMailer(address) {
  const { hostname: host, port } = new URL(`smtp://${address}`);
  const transport = createTransport({ host, port: Number(port), ignoreTLS: true });
  return {
    async send({ record, to, code, notAfter }) {
      const until = new Date(notAfter * 1000).toUTCString();
      try {
        await transport.sendMail({
          from: "codemint@localhost",
          to,
          messageId: `<${record}@localhost>`,
          subject: "Your code",
          text: `Your code:\n\n    ${code}\n\nIt is valid until ${until}.\n`,
        });
        return undefined;
      } catch (error) {
        // Nodemailer's error for a local part that needs SMTPUTF8, which the server does not offer.
        if (error.code === "EENVELOPE" && /internationalized/i.test(error.message)) {
          return "needs-smtputf8";
        }
        if (error.responseCode >= 500) return "rejected";
        return error.responseCode >= 400 ? "temporary" : "connection";
      }
    },
  };
}
