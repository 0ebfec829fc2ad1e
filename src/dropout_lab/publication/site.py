"""What is published as a site of plain files: the index, every page, and the documents of the checkout."""

import posixpath
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote

from dropout_lab.errors import ConfigError, ResultsError
from dropout_lab.files import write_whole
from dropout_lab.publication.index import index_files
from dropout_lab.publication.index_place import PAGE as INDEX
from dropout_lab.publication.names import PAGE, README, may_hold
from dropout_lab.report import Door, prose_page, site_doors
from dropout_lab.results_folder import results_folders

DOCUMENTS = ("README*.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/**/*.md")
"""Markdown of a checkout that becomes pages; beside these, each README.md in the folder of results, and what
was measured of the tool."""

BESIDE = frozenset((".png", ".svg", ".csv", ".json", ".yaml", ".toml", ".py", ".ipynb", ".html", ""))
"""Endings of files that a document may lead to and that are copied for it; none: such as LICENSE."""

LARGEST = 4 * 2**20
RELATIVE = re.compile(r'(?<= href=")(?![\w.+-]+:|[#/])[^"#]+')
"""A relative address of a link, up to its fragment."""

BESIDE_PAGE = re.compile(r' data-beside=("[^"]*")(?: href="[^"]*")?')
"""What a page makes a link by its script, where it stands in its folder."""


def write_site(site: Path, results: Path) -> int:
    """Write a site that a static server serves as it is; return how many files it has.

    Args:
        site: a folder that is new or empty.
        results: the folder of results; its parent is the checkout, whose documents become pages.

    Raises:
        ConfigError: something stands in that folder.
        ResultsError: nothing is published here, or the site cannot be written.
    """
    if site.exists() and (not site.is_dir() or any(site.iterdir())):
        raise ConfigError(f"--site {site}: is not empty; name a new folder, or remove it first")
    if not results_folders(results):
        raise ResultsError(f"--site: {results} holds no published results; run an experiment with --publish")
    try:
        files = site_files(results)
        for folder in sorted({*map(posixpath.dirname, files)}):
            held = {path: content for path, content in files.items() if posixpath.dirname(path) == folder}
            write_whole(site / folder, {posixpath.basename(path): held[path] for path in held})
    except OSError as error:
        raise ResultsError(f"{site}: cannot be written ({error.strerror or error})") from None
    return len(files)


def site_files(results: Path) -> dict[str, bytes]:
    """Make every file of the site of a folder of results, in the tree of the checkout, so that links hold."""
    root, name = results.resolve().parent, results.resolve().name
    documents = _documents(root, name)
    files = {f"{name}/{path}": content for path, content in _published(results)}
    for path in [path for path in files if path.endswith(f"/{PAGE}")]:
        linked = BESIDE_PAGE.sub(r" href=\1", files[path].decode()).replace('beside" hidden', 'beside"')
        files[path] = _to_pages(linked, documents, path.removesuffix(PAGE)).encode()
    index = index_files(results)[INDEX].decode()
    files[f"{name}/{INDEX}"] = _to_pages(index, documents, f"{name}/").encode()
    prefixed = RELATIVE.sub(lambda found: f"{name}/{found[0]}", index)
    doors = site_doors("README.html", "README.zh-CN.html") if "README.md" in documents else ""
    files[INDEX] = _to_pages(prefixed, documents, "").replace("</header>", f"{doors}</header>", 1).encode()
    for path in documents:
        files |= _prose(root, path, documents, files)
    return {".nojekyll": b""} | files


def _documents(root: Path, results: str) -> list[str]:
    """Return the paths of the Markdown that becomes pages, from the root."""
    patterns = (*DOCUMENTS, f"{results}/README.md", f"{results}/*/README.md", f"{results}/bench*/[!R]*.md")
    found = (path for pattern in patterns for path in sorted(root.glob(pattern)) if path.is_file())
    return [path.relative_to(root).as_posix() for path in found]


def _published(results: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of each results folder but its README.md, which becomes a page."""
    for folder in results_folders(results):
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if may_hold(name) and name != README and path.is_file() and not path.is_symlink():
                yield f"{folder.name}/{name}", path.read_bytes()


def _to_pages(html: str, documents: list[str], base: str) -> str:
    """Lead the links of a page that stands in the folder `base` to documents to their pages."""

    def page(found: re.Match[str]) -> str:
        return found[0].removesuffix(".md") + ".html" if base + unquote(found[0]) in documents else found[0]

    return RELATIVE.sub(page, html)


def _prose(root: Path, path: str, documents: list[str], files: dict[str, bytes]) -> dict[str, bytes]:
    """Make the page of a document, with the files that it leads to and that are not there yet."""
    beside = dict[str, bytes]()
    up = "../" * path.count("/")
    doors = [Door(f"{up}{INDEX}", "dropout-lab"), *map(partial(_door, up), _main(documents))]

    def resolve(address: str) -> str | None:
        if re.match(r"[\w.+-]+:|#", address):
            return address
        where, _, fragment = address.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(where)))
        if target in documents:
            where = where.removesuffix(".md") + ".html"
        elif listed := [name for name in documents if posixpath.dirname(name) == target]:
            where = f"{where.rstrip('/')}/{INDEX}"
            beside[f"{target}/{INDEX}"] = _listing(target, listed)
        elif target not in files:
            content = _beside(root, target)
            if content is None:
                return None
            beside[target] = content
        return where + (f"#{fragment}" if fragment else "")

    language = "zh-CN" if path.endswith(".zh-CN.md") else "en"
    text = (root / path).read_text(encoding="utf-8", errors="replace")
    return beside | {f"{path.removesuffix('.md')}.html": prose_page(text, resolve, doors, language).encode()}


def _listing(folder: str, documents: list[str]) -> bytes:
    """Make the page of a folder of documents: their names, as links."""
    names = [PurePosixPath(path).stem for path in documents]
    text = "\n".join([f"# {folder}", "", *(f"- [{name}]({name}.html)" for name in names)])
    up = Door(f"{'../' * (folder.count('/') + 1)}{INDEX}", "dropout-lab")
    return prose_page(text, str, [up]).encode()


def _main(documents: list[str]) -> list[str]:
    """Return the documents that stand at the head of each page."""
    return [path for path in documents if path.startswith("README") or re.fullmatch(r"docs/[^/]+", path)]


def _door(up: str, path: str) -> Door:
    name = PurePosixPath(path).name.removesuffix(".md")
    text = {"README": "README", "README.zh-CN": "中文"}.get(name, name.replace("-", " "))
    return Door(quote(f"{up}{path.removesuffix('.md')}.html"), text)


def _beside(root: Path, target: str) -> bytes | None:
    """Read a file that a document leads to; None: no plain file of the checkout, or a hidden or large one."""
    path = root / target
    parts = PurePosixPath(target).parts
    if any(part.startswith((".", "/")) for part in parts) or path.suffix not in BESIDE:
        return None
    if not path.is_file() or path.resolve() != path or path.stat().st_size > LARGEST:
        return None
    return path.read_bytes()
