# One image for every program of the product; docker-compose.yml says which one a container runs.
FROM node:22-bookworm-slim AS browser-packages
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.13-slim-bookworm AS python-packages
WORKDIR /build
COPY requirements.txt requirements-uv.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements-uv.txt \
    && VIRTUAL_ENV=/opt/venv /opt/venv/bin/uv pip install --no-cache --compile-bytecode --require-hashes -r requirements.txt

FROM python:3.13-slim-bookworm
RUN useradd --system --create-home --uid 10001 contactcenter \
    && install -d -o contactcenter -g contactcenter /app/var /app/var/static /app/var/front /app/var/sandbox
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUTF8=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    CONTACTCENTER_ENV=production CONTACTCENTER_VAR=/app/var
COPY --from=python-packages /opt/venv /opt/venv
COPY --from=browser-packages /build/node_modules ./node_modules
COPY . .
RUN python -c "from pathlib import Path; from contactcenter.translations import compile_translations; compile_translations(folder=Path('locale'))" \
    && python -m compileall -q .
USER contactcenter
VOLUME ["/app/var/static", "/app/var/front", "/app/var/sandbox"]
CMD ["python", "-m", "gunicorn", "-c", "python:contactcenter.runtime.web", "contactcenter.wsgi:application"]
