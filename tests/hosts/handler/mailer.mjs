// A mailer over SMTP, as a host of the package would write one.

import { createTransport } from "nodemailer";

/** Sends by the server at that address, in plain text. */
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
        // Nodemailer's word for a local part that the server cannot be told.
        if (error.code === "EENVELOPE" && /internationalized/i.test(error.message)) {
          return "needs-smtputf8";
        }
        if (error.responseCode >= 500) return "rejected";
        return error.responseCode >= 400 ? "temporary" : "connection";
      }
    },
  };
}
