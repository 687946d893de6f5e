// The peer: reads the body and answers, and does nothing else.
export async function bare(request) {
  const { subjects } = await request.json();
  return Response.json({ results: subjects }, { status: 200 });
}
