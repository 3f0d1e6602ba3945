import { rules } from "./_promotions";

export default {
  fetch(): Response {
    return Response.json(rules.map(({ name, percent }) => ({ name, percent })));
  },
};
