# One image for web, worker and beat; docker-compose.yml says which command each runs.
# The versions are the ones `make setup` brings to a bare machine, as near as the image names allow.

FROM node:24-bookworm-slim AS front-end
WORKDIR /service
COPY package.json package-lock.json .npmrc ./
# Without the development packages: the test browser is not for here.
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.11-slim-bookworm AS packages
WORKDIR /service
COPY requirements-service.lock ./
RUN python -m venv /opt/packages \
    && /opt/packages/bin/pip install --no-cache-dir --require-hashes --requirement requirements-service.lock

FROM python:3.11-slim-bookworm
ENV PATH=/opt/packages/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --uid 10001 --create-home tandem \
    && mkdir -p /service /data/material /data/beat \
    && chown tandem:tandem /data/material /data/beat
WORKDIR /service
COPY --from=packages /opt/packages /opt/packages
COPY --from=front-end /service/node_modules ./node_modules
COPY . .
ENV STATIC_ROOT=/service/collected MEDIA_ROOT=/data/material
# Collecting reads the settings but asks no server, so these only have to be there.
RUN SECRET_KEY=unused DATABASE_URL=postgres:///unused REDIS_URL=redis+socket:///unused \
    python manage.py collectstatic --noinput --verbosity 0
USER tandem
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--preload", "--no-control-socket"]
