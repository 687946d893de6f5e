// The peer: only reads the body and answers.
export async function bare(request) {
  const { subjects } = await request.json();
  return Response.json({ results: subjects }, { status: 200 });
}
