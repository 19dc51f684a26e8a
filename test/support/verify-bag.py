"""A second verifier of evidence packages, written from VERIFY.md alone, in plain Python.

It shares no code with the gateway: what both got wrong in the same way would never be found.
Ed25519 is not in Python's standard library; the signature is checked by the RFC 8032 formulas.
"""
import base64
import hashlib
import json
import pathlib
import sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    x, y, z, t = f - e, d - c, d + c, f + e
    return (x * y % P, z * t % P, y * z % P, x * t % P)


def multiply(scalar, point):
    total = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            total = add(total, point)
        point, scalar = add(point, point), scalar >> 1
    return total


def decode_point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if (x * x - x2) % P:
        raise ValueError("no point")
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = decode_point(BASE_Y.to_bytes(32, "little"))


def is_signed(key, signature, data):
    r, s = decode_point(signature[:32]), int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + data).digest(), "little") % L
    left, right = multiply(s, BASE), add(r, multiply(h, decode_point(key)))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return s < L and same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


def open_note(note, vkey):
    name, _, key64 = vkey.strip().split("+", 2)
    typed = base64.b64decode(key64)
    key_id = sha256(name.encode() + b"\n", typed)[:4]
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        _, signer, blob = line.split(" ")
        raw = base64.b64decode(blob)
        if signer == name and raw[:4] == key_id and is_signed(typed[1:], raw[4:], text.encode()):
            return text
    raise SystemExit("a signature is not valid")


def climb(leaf, index, size, path):
    node, last, at = leaf, size - 1, index
    for sibling in path:
        if at % 2 or at == last:
            node = sha256(b"\x01", sibling, node)
            while at and not at % 2:
                at, last = at >> 1, last >> 1
        else:
            node = sha256(b"\x01", node, sibling)
        at, last = at >> 1, last >> 1
    return node


def fail(text):
    print("not sound:", text)
    sys.exit(1)


def check_manifest(bag, name):
    listed = set()
    for line in (bag / name).read_text().splitlines():
        digest, path = line.split(maxsplit=1)
        listed.add(path)
        file = bag / path
        if not file.is_file():
            fail(f"{path} is missing")
        if hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            fail(f"{path} was altered")
    return listed


def check_entries(bag, name, checkpoint):
    size, root = int(checkpoint[1]), base64.b64decode(checkpoint[2])
    proofs = [json.loads(line) for line in (bag / "data/proofs" / name[1]).open()]
    leaves, bodies = hashlib.sha256(), []
    lines = (bag / "data/audit" / name[0]).read_text().splitlines()
    for line, proof in zip(lines, proofs, strict=True):
        parsed, body = json.loads(line), line.split(',"body":', 1)[1][:-1]
        entry, where = parsed["entry"], f"entry {parsed['entry']['seq']}"
        text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        leaf = sha256(b"\x00", text.encode())
        if leaf.hex() != parsed["leaf"]:
            fail(f"{where} is not the one its leaf was made of")
        if parsed["salt"] is not None:
            if sha256(bytes.fromhex(parsed["salt"]), body.encode()).hex() != entry["bodyHash"]:
                fail(f"the body of {where} was altered")
            bodies.append(json.loads(body))
        path = [base64.b64decode(each) for each in proof["path"]]
        if climb(leaf, proof["index"], size, path) != root:
            fail(f"{where} is not proven")
        leaves.update(leaf)
    return len(lines), leaves.hexdigest(), bodies


def main(bag):
    listed = check_manifest(bag, "manifest-sha256.txt")
    check_manifest(bag, "tagmanifest-sha256.txt")
    present = {str(f.relative_to(bag)) for f in (bag / "data").rglob("*") if f.is_file()}
    if present != listed:
        fail(f"files no manifest lists: {sorted(present - listed)}")
    vkey = (bag / "data/proofs/log.vkey").read_text()
    checkpoint = open_note((bag / "data/proofs/checkpoint.txt").read_text(), vkey).splitlines()
    seal = open_note((bag / "seal.txt").read_text(), vkey).splitlines()
    if seal[2] != hashlib.sha256((bag / "tagmanifest-sha256.txt").read_bytes()).hexdigest():
        fail("other manifests were sealed")
    _, _, stated = check_entries(bag, ("statement.jsonl", "statement.jsonl"), checkpoint)
    count, digest, _ = check_entries(bag, ("entries.jsonl", "inclusion.jsonl"), checkpoint)
    contents = stated[-1]["contents"]
    if (count, digest) != (contents["entries"], contents["leavesHash"]):
        fail(f"{count} entries are here, {contents['entries']} were stated")
    print(f"sound: {count} entries")


main(pathlib.Path(sys.argv[1]))
