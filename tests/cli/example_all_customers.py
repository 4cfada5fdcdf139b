"""The example all_customers: where one customer cannot be read, the next run goes on where this one got to.

    example_all_customers.py ALL_CUSTOMERS SANDBOX
"""
import os

import harness


class AllCustomers(harness.Case):
    sandbox_arguments = ("--seed-data", "100")

    def customers(self, done):
        return {line.split()[0] for line in done.out.splitlines() if "contracts" in line}

    def test_the_place_is_kept_where_one_failed(self):
        # Named by its id: many are asked for at once, so that which of them comes sixth is open.
        ids = sorted(int(one["id"]) for one in self.sandbox.state()["entities"] if one["noun"] == "customer")
        self.sandbox.fault(f"GET /customers/{ids[5]} times=1 status:403")
        state = os.path.join(self.state, "place")
        first = self.sdp(state)
        self.assertEqual(first.status, 1, first.out)
        self.assertIn("customers.get of ", first.err)
        self.assertTrue(os.path.exists(state), "the next run would begin anew")
        second = self.sdp(state)
        self.assertEqual((second.status, second.err), (0, ""))
        self.assertTrue(second.out.startswith("going on behind "), second.out)
        self.assertFalse(os.path.exists(state))
        self.assertEqual(len(self.customers(first) | self.customers(second)), 11)
        self.assertIn(first.err.split()[2].rstrip(":"), self.customers(second))


harness.main()
