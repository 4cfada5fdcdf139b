"""What a program does with the service: run it with SDP_BASE_URL and SDP_ACCESS_TOKEN set.

    python3 examples/ffi/python/scenario.py
"""
import datetime
import os
import tempfile
import threading

import sdp

KIND = {"name": "Workstation"}


def connect(**more):
    return sdp.Client(base_url=os.environ["SDP_BASE_URL"], portal=os.environ.get("SDP_PORTAL"),
                      access_token=os.environ["SDP_ACCESS_TOKEN"], timeout_ms=20000, **more)


def one_product(client):
    added = client.products.add({"name": "XPS 15", "product_type": KIND, "comments": "ordered"})
    assert isinstance(added.id, str) and added.id.isdigit()
    assert client.products.get(added.id).comments == "ordered"
    assert client.products.edit(added.id, {"comments": None}).comments is None
    got = client.products.get(added.id)
    assert "comments" in got and got["comments"] is None, "null, and not absent"
    assert got.product_type.name == "Workstation"
    assert client.products.ensure({"name": "XPS 15", "product_type": KIND}).id == added.id
    print("added, changed, cleared and found again:", got)


def all_products(client):
    for number in range(7):
        client.products.ensure({"name": f"Screen {number}", "product_type": KIND})
    with client.products.list({"row_count": 3, "sort_field": "name", "get_total_count": True}) as pages:
        rows = list(pages)
        assert len(rows) == pages.info["total_count"] and pages.info["page_number"] > 1
    assert len(list(client.products.list(where="name starts with 'Screen '"))) == 7
    print(len(rows), "products, from", rows[0].name, "to", rows[-1].name)


def a_mistake(client):
    try:
        client.products.add({"name": "XPS 15", "product_type": KIND})
        raise AssertionError("the name is taken")
    except sdp.CallerError as error:
        assert error.status == "SDP_E_REFUSED" and error.api_code == 4008 and error.fields == ("name",)
        assert not error.retryable and not error.maybe_done and error.attempts == 1
        print("refused, as it should be:", error, error.fields)
    try:
        client.products.add({"nam": "XPS 15"})
        raise AssertionError("there is no such member")
    except sdp.CallerError as error:
        assert error.status == "SDP_E_UNKNOWN_FIELD" and error.path == "product.nam" and "'name'" in str(error)
        print("refused before it was sent:", error)


def a_contract_with_a_file(client):
    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    contract = client.contracts.add({"name": "Support", "vendor": {"name": "Canon"}, "is_definite": True,
                                     "owner": {"email_id": "john.doe@abcmail.com"}, "active_from": begin,
                                     "active_till": begin + datetime.timedelta(days=365)})
    assert contract.active_from == begin
    seen = []
    pages = sdp.File(b"%PDF-1.4\n" * 2000, name="terms.pdf", progress=lambda done, total: seen.append((done, total)))
    uploaded, = client.contracts.upload_attachment(contract.id, file=pages)
    assert uploaded.name == "terms.pdf" and seen[-1] == (18000, 18000)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "terms.pdf")
        client.download(uploaded.content_url, path)
        with open(path, "rb") as file:
            assert file.read() == pages.bytes
    parts = []
    client.download(uploaded.content_url, parts.append)
    assert b"".join(parts) == pages.bytes
    client.contracts.delete(contract.id)
    print("a contract until", contract.active_till.date(), "with", uploaded)


def many_at_once(client):
    ids = [one.id for one in client.products.list()]
    with client.batch(concurrency=4) as batch:
        names = {result.get().id: result.get().name for result in batch.run(("products.get", id_) for id_ in ids)}
    assert list(sorted(names)) == sorted(ids)
    with client.batch(in_order=True) as batch:
        for id_ in (ids[0], "1", ids[1]):
            batch.add("products.get", id_, tag=f"look at {id_}")
        first, lost, last = batch
    assert first.value.id == ids[0] and last.value.id == ids[1] and lost.tag == "look at 1"
    assert lost.error.status in ("SDP_E_REFUSED", "SDP_E_NOT_FOUND"), lost.error
    print(len(names), "products by a batch, and one that is not there:", lost.error)


def four_threads(client):
    found, failed = [], []

    def work(own):
        try:
            with own:
                for _ in range(5):
                    found.append(len(list(own.products.list({"row_count": 4}))))
        except Exception as error:  # a thread's exceptions are nobody's otherwise
            failed.append(error)

    threads = [threading.Thread(target=work, args=(client.sibling(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed
    assert len(found) == 20 and len(set(found)) == 1
    print("4 threads, each with a sibling of the client, saw", found[0], "products")


def cancelled(client):
    cancel = sdp.Cancel()
    cancel.signal()
    try:
        next(client.products.list({}, cancel=cancel))
        raise AssertionError("it was cancelled")
    except sdp.SdpError as error:
        assert error.status == "SDP_E_CANCELED"
        print("cancelled:", error)


def main():
    attempts = []
    with connect(event=attempts.append) as client:
        one_product(client)
        all_products(client)
        a_mistake(client)
        a_contract_with_a_file(client)
        many_at_once(client)
        four_threads(client)
        cancelled(client)
        for product in list(client.products.list()):
            if product.name == "XPS 15":
                client.products.delete(product.id)
    assert attempts[0]["operation"] == "products.add" and attempts[0]["http_status"] == 200
    print(len(attempts), "attempts in all")


if __name__ == "__main__":
    main()
